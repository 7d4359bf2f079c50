using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Images;

public sealed class CollectionPlanTests
{
    private static readonly DateTimeOffset s_now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(100, 100, 0)]
    [InlineData(100, 16, 0)]
    [InlineData(100, 15, 5)]
    [InlineData(100, 10, 10)]
    [InlineData(100, 0, 20)]
    [InlineData(1_000_000_000_000, 100_000_000_000, 100_000_000_000)]
    public void A_disk_that_is_85_percent_full_is_brought_down_to_80(long capacity, long available, long toFree) =>
        CollectionPlan.BytesToFree(new ImageDisk(capacity, available), new ImageOptions()).ShouldBe(toFree);

    [Fact]
    public void The_longest_unused_image_goes_first_and_young_or_used_ones_stay() =>
        CollectionPlan.Candidates(
            [
                Image("recent", pulled: -60, used: -5),
                Image("old", pulled: -60, used: -30),
                Image("older-pull", pulled: -90, used: -30),
                Image("young", pulled: -1, used: -1),
                Image("used", pulled: -60, used: 0),
            ],
            new ImageOptions(),
            s_now).Select(i => i.Reference).ShouldBe(["older-pull", "old", "recent"]);

    private static (PulledImage, DateTimeOffset) Image(string name, int pulled, int used) =>
        (new PulledImage(name, "sha256:" + name, s_now.AddMinutes(pulled), []), s_now.AddMinutes(used));
}
