using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Runtime;

/// <summary>Questions to the runtime that share a deadline: what is not answered is told, and keeps nothing else from being answered.</summary>
public sealed class RuntimeQuestionsTests
{
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task An_answer_of_nothing_is_told_from_no_answer()
    {
        using var questions = Questions(CancellationToken.None);
        (await questions.TryAskAsync("the image", _ => Task.FromResult<string?>(null))).ShouldBe((true, null));
        (await questions.TryAskAsync("the image", _ => Refused())).ShouldBe((false, null));
        (await questions.AskAsync("the image", _ => Refused())).ShouldBeNull();
        (await questions.AskAsync("the name", _ => Task.FromResult("web"))).ShouldBe("web");
        questions.NotKnown.ShouldBe(["the image: the engine says no"], "the same is told once");
    }

    [Fact]
    public async Task All_that_has_no_answer_at_the_deadline_has_none_whether_it_listens_or_not()
    {
        using var questions = Questions(CancellationToken.None);
        var deaf = questions.AskAsync("one", _ => new TaskCompletionSource<string>().Task);
        var listening = questions.AskAsync("two", token => Task.Delay(Timeout.InfiniteTimeSpan, _clock, token).ContinueWith<string>(_ => throw new OperationCanceledException(token), TaskScheduler.Default));
        _clock.Advance(TimeSpan.FromSeconds(2));
        (await deaf, await listening).ShouldBe((null, null));
        questions.NotKnown.ShouldBe(["one: too late", "two: too late"], ignoreOrder: true);
    }

    [Fact]
    public async Task Whoever_does_not_want_to_know_any_more_is_told_nothing()
    {
        using var asker = new CancellationTokenSource();
        using var questions = Questions(asker.Token);
        var asked = questions.AskAsync("one", _ => new TaskCompletionSource<string>().Task);
        asker.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(asked);
        questions.NotKnown.ShouldBeEmpty();
    }

    private RuntimeQuestions Questions(CancellationToken asker) => new(TimeSpan.FromSeconds(1), "too late", _clock, asker);

    private static Task<string?> Refused() => Task.FromException<string?>(new ContainerRuntimeException(RuntimeFailure.Refused, "the engine says no"));
}
