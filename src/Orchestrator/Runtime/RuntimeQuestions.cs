namespace LocalPods.Orchestrator.Runtime;

/// <summary>Questions to the runtime that share one deadline and may be asked at once. What is not answered is noted, and none of them fails for it.</summary>
internal sealed class RuntimeQuestions : IDisposable
{
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationToken _asker;
    private readonly string _tooLate;
    private readonly Lock _gate = new();
    private readonly List<string> _notKnown = [];

    /// <summary>Begins to count the time.</summary>
    /// <param name="deadline">For all questions together.</param>
    /// <param name="tooLate">How to say that there was no answer by then.</param>
    /// <param name="clock">All time.</param>
    /// <param name="cancellationToken">Whoever wants to know has gone: questions end with an <see cref="OperationCanceledException"/>.</param>
    public RuntimeQuestions(TimeSpan deadline, string tooLate, TimeProvider clock, CancellationToken cancellationToken)
    {
        _late = new CancellationTokenSource(deadline, clock);
        _limit = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, cancellationToken);
        _asker = cancellationToken;
        _tooLate = tooLate;
    }

    /// <summary>What was not answered, and why; each once, in the order in which it became known.</summary>
    public ImmutableArray<string> NotKnown
    {
        get
        {
            lock (_gate)
            {
                return [.. _notKnown.Distinct()];
            }
        }
    }

    /// <summary>Asks.</summary>
    /// <param name="what">What is asked for, as people are told.</param>
    /// <param name="ask">The question, which is given up at the deadline.</param>
    /// <returns>The default of <typeparamref name="T"/> when there is no answer; whoever must tell that from an answer asks with <see cref="TryAskAsync"/>.</returns>
    public async Task<T?> AskAsync<T>(string what, Func<CancellationToken, Task<T>> ask) => (await TryAskAsync(what, ask)).Answer;

    /// <summary>Asks, and says whether there is an answer.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<(bool Answered, T? Answer)> TryAskAsync<T>(string what, Func<CancellationToken, Task<T>> ask)
    {
        string why;
        try
        {
            return (true, await ask(_limit.Token).WaitAsync(_limit.Token));
        }
        catch (ContainerRuntimeException e)
        {
            why = e.Message;
        }
        catch (OperationCanceledException) when (!_asker.IsCancellationRequested)
        {
            why = _tooLate;
        }

        lock (_gate)
        {
            _notKnown.Add($"{what}: {why}");
        }

        return default;
    }

    public void Dispose()
    {
        _limit.Dispose();
        _late.Dispose();
    }
}
