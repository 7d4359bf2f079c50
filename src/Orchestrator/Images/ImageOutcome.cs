using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Images;

/// <summary>Whether a container's image is there. Closed: the nested records are all the cases there are.</summary>
internal abstract record ImageOutcome
{
    private ImageOutcome()
    {
    }

    public sealed record Present(ImageStatus Image) : ImageOutcome;

    /// <summary>It is not there, or not to be used.</summary>
    /// <param name="Reason">Of the waiting state: <c>ErrImagePull</c>, <c>ImagePullBackOff</c> and so on.</param>
    /// <param name="Message">For people.</param>
    /// <param name="RetryAt">When another look is worth it.</param>
    public sealed record Missing(string Reason, string Message, DateTimeOffset RetryAt) : ImageOutcome
    {
        /// <summary>When it is pulled again, where the other look only tells so.</summary>
        public DateTimeOffset NextTry { get => field == default ? RetryAt : field; init; }
    }
}
