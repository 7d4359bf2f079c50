using LocalPods.Api.Authentication;
using LocalPods.Api.Authorization;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Access.Rbac;
using LocalPods.Orchestrator.Server.Access.Tokens;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Access.Reviews;

/// <summary>Answers questions about who may do what and whose a token is, and makes tokens. Nothing is stored.</summary>
internal sealed class ReviewEndpoints(Authorizer authorizer, RbacView roles, ServiceAccountTokens tokens, TokenRequests requests, TimeProvider clock)
{
    /// <summary>POST of a question.</summary>
    public Task AnswerAsync(ResourceRequest request) => request.Definition.Known.Type.Type switch
    {
        var t when t == typeof(SelfSubjectAccessReview) => AnswerAsync<SelfSubjectAccessReview>(request, Answered),
        var t when t == typeof(SubjectAccessReview) => AnswerAsync<SubjectAccessReview>(request, Answered),
        var t when t == typeof(LocalSubjectAccessReview) => AnswerAsync<LocalSubjectAccessReview>(request, review => Answered(review, request.Namespace ?? "")),
        var t when t == typeof(SelfSubjectRulesReview) => AnswerAsync<SelfSubjectRulesReview>(request, Answered),
        var t when t == typeof(TokenReview) => AnswerAsync<TokenReview>(request, Answered),
        var t when t == typeof(SelfSubjectReview) => AnswerAsync<SelfSubjectReview>(request, Answered),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>POST to <c>serviceaccounts/token</c>.</summary>
    public Task IssueAsync(ResourceRequest request) =>
        AnswerAsync<TokenRequest>(request with { Definition = ReviewResource.TokenRequest }, wish => requests.Issue(request.Namespace ?? "", request.Name, wish));

    private static Caller Caller => RequestAccess.Current?.Caller ?? Access.Caller.Anonymous;

    private async Task AnswerAsync<T>(ResourceRequest request, Func<T, T> answer)
        where T : class, IKubernetesObject
    {
        if (request.Http.Request.Method != "POST")
        {
            throw ApiErrors.MethodNotAllowed();
        }

        var format = request.Format(list: false);
        var options = WriteOptions.Read(request.Http.Request, "CreateOptions");
        var content = await ObjectDecoder.ReadAsync(request, options.FieldValidation);
        ObjectMetadata.SetNamespace(content, request.Definition.Names, request.Namespace);
        var answered = request.Definition.Canonical(ApiJson.ToJson(answer(ApiJson.FromJson<T>(content))));
        var shown = new StoredObject(new ObjectKey(request.Definition.Names.Qualified, request.Namespace ?? "", ObjectMetadata.Name(answered)), 0, JsonText.OfTree(answered));
        await Answer.ObjectAsync(request, shown, 201, format, clock.GetUtcNow());
    }

    private SelfSubjectAccessReview Answered(SelfSubjectAccessReview review)
    {
        var errors = new FieldErrors();
        SubjectAccessReviewValidation.OneOf(review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes, errors);
        Refuse(review, errors);
        return review with { Status = Decide(Caller, review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes) };
    }

    private SubjectAccessReview Answered(SubjectAccessReview review)
    {
        var errors = new FieldErrors();
        SubjectAccessReviewValidation.Validate(review.Spec, errors);
        Refuse(review, errors);
        return review with { Status = Decide(Subject(review.Spec), review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes) };
    }

    private LocalSubjectAccessReview Answered(LocalSubjectAccessReview review, string @namespace)
    {
        var errors = new FieldErrors();
        SubjectAccessReviewValidation.Validate(review.Spec, errors);
        SubjectAccessReviewValidation.ValidateLocal(review.Spec, @namespace, errors);
        Refuse(review, errors);
        return review with { Status = Decide(Subject(review.Spec), review.Spec.ResourceAttributes, null) };
    }

    private SelfSubjectRulesReview Answered(SelfSubjectRulesReview review)
    {
        if (string.IsNullOrEmpty(review.Spec.Namespace))
        {
            throw ApiErrors.BadRequest("no namespace on request");
        }

        var problems = new List<string>();
        var rules = roles.RulesFor(Caller, review.Spec.Namespace, problems).Select(g => g.Rule).ToList();
        return review with
        {
            Status = new SubjectRulesReviewStatus
            {
                ResourceRules = [.. rules.Where(r => !r.Resources.IsEmpty).Select(r => new ResourceRule
                {
                    Verbs = r.Verbs, ApiGroups = r.ApiGroups, Resources = r.Resources, ResourceNames = r.ResourceNames,
                })],
                NonResourceRules = [.. rules.Where(r => !r.NonResourceURLs.IsEmpty).Select(r => new NonResourceRule { Verbs = r.Verbs, NonResourceURLs = r.NonResourceURLs })],
                EvaluationError = problems.Count == 0 ? null : string.Join(", ", problems),
            },
        };
    }

    private TokenReview Answered(TokenReview review)
    {
        if (string.IsNullOrEmpty(review.Spec.Token))
        {
            throw ApiErrors.BadRequest("token is required for TokenReview in authentication");
        }

        var verdict = tokens.Review(review.Spec.Token, review.Spec.Audiences);
        return review with
        {
            Status = verdict.Caller is { } caller
                ? new TokenReviewStatus { Authenticated = true, User = Info(caller), Audiences = verdict.Audiences }
                : new TokenReviewStatus { Error = verdict.Error },
        };
    }

    private SelfSubjectReview Answered(SelfSubjectReview review) => review with
    {
        Metadata = review.Metadata with { CreationTimestamp = clock.GetUtcNow() },
        Status = new SelfSubjectReviewStatus { UserInfo = Info(Caller) },
    };

    private SubjectAccessReviewStatus Decide(Caller caller, ResourceAttributes? resource, NonResourceAttributes? path)
    {
        var decision = authorizer.Decide(caller, resource is null
            ? new AccessAttributes(path?.Verb ?? "") { Path = path?.Path ?? "" }
            : new AccessAttributes(resource.Verb ?? "")
            {
                Group = resource.Group ?? "",
                Resource = resource.Resource ?? "",
                Subresource = resource.Subresource ?? "",
                Namespace = resource.Namespace ?? "",
                Name = resource.Name ?? "",
            });
        return new SubjectAccessReviewStatus { Allowed = decision.Allowed, Reason = decision.Reason };
    }

    private static Caller Subject(SubjectAccessReviewSpec spec) => new(spec.User ?? "", spec.Groups) { Uid = spec.Uid, Extra = spec.Extra };

    private static UserInfo Info(Caller caller) => new() { Username = caller.Name, Uid = caller.Uid, Groups = caller.Groups, Extra = caller.Extra };

    private static void Refuse(IKubernetesObject review, FieldErrors errors)
    {
        if (errors.ToImmutable() is { IsEmpty: false } faults)
        {
            throw new ApiException(InvalidStatus.Of(review.Kind, "authorization.k8s.io", review.Metadata.Name ?? "", faults));
        }
    }
}
