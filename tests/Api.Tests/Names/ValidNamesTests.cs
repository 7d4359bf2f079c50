using LocalPods.Api.Names;

namespace LocalPods.Api.Tests.Names;

public class ValidNamesTests
{
    [Theory]
    [InlineData("web", true)]
    [InlineData("a.b-c.1", true)]
    [InlineData("Web", false)]
    [InlineData("-a", false)]
    [InlineData("a..b", false)]
    [InlineData("", false)]
    [InlineData("a\n", false)]
    public void A_subdomain_is_lower_case_labels_joined_by_dots(string name, bool good) => ValidNames.Subdomain(name).IsEmpty.ShouldBe(good);

    [Fact]
    public void Length_is_bounded()
    {
        ValidNames.Label(new string('a', 63)).ShouldBeEmpty();
        ValidNames.Label(new string('a', 64)).ShouldBe(["must be no more than 63 bytes"]);
        ValidNames.Subdomain(new string('a', 253)).ShouldBeEmpty();
        ValidNames.Subdomain(new string('a', 254)).ShouldBe(["must be no more than 253 bytes"]);
    }

    [Theory]
    [InlineData("app", true)]
    [InlineData("example.com/My_app.1", true)]
    [InlineData("/app", false)]
    [InlineData("example.com/", false)]
    [InlineData("Example.com/a", false)]
    [InlineData("a/b/c", false)]
    [InlineData("a b", false)]
    public void A_qualified_name_may_have_a_domain(string name, bool good) => ValidNames.QualifiedName(name).IsEmpty.ShouldBe(good);

    [Theory]
    [InlineData("http", true)]
    [InlineData("8080", false)]
    [InlineData("a--b", false)]
    [InlineData("-a", false)]
    [InlineData("HTTP", false)]
    [InlineData("abcdefghijklmnop", false)]
    public void A_port_name_is_short_and_has_a_letter(string name, bool good) => ValidNames.PortName(name).IsEmpty.ShouldBe(good);

    [Theory]
    [InlineData("PATH", true)]
    [InlineData("my.env-name", true)]
    [InlineData("1A", false)]
    [InlineData("A=B", false)]
    [InlineData("..", false)]
    public void A_variable_in_a_file_does_not_begin_with_a_digit(string name, bool good) => ValidNames.EnvFileVar(name).IsEmpty.ShouldBe(good);

    [Theory]
    [InlineData("1A b.c", true)]
    [InlineData("$(X)", true)]
    [InlineData("A=B", false)]
    [InlineData("A\n", false)]
    [InlineData("Ä", false)]
    public void A_variable_has_a_name_that_can_be_printed(string name, bool good) => ValidNames.EnvVar(name).IsEmpty.ShouldBe(good);

    [Theory]
    [InlineData("", true)]
    [InlineData("v1.2_x", true)]
    [InlineData("a b", false)]
    [InlineData("-a", false)]
    public void A_label_value_may_be_empty(string value, bool good) => ValidNames.LabelValue(value).IsEmpty.ShouldBe(good);

    [Fact]
    public void A_service_name_begins_with_a_letter()
    {
        ValidNames.Label1035("a1").ShouldBeEmpty();
        ValidNames.Label1035("1a").ShouldHaveSingleItem().ShouldStartWith("a DNS-1035 label must consist of");
    }

    [Theory]
    [InlineData("app.conf", true)]
    [InlineData("..data", false)]
    [InlineData(".", false)]
    [InlineData("a b", false)]
    public void A_config_key_is_a_file_name(string key, bool good) => ValidNames.ConfigKey(key).IsEmpty.ShouldBe(good);
}
