using LocalPods.Api.Core;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Hooks;

/// <summary>A lifecycle hook to be run once.</summary>
/// <param name="Handler">What to do; exactly one of its kinds is set.</param>
/// <param name="Container">Whose, for ports and messages.</param>
/// <param name="Id">The running instance.</param>
/// <param name="Pod">Name, namespace and uid, as messages have them.</param>
/// <param name="About">The pod, for events.</param>
/// <param name="PodIp">Where requests go unless the hook says otherwise; empty when the pod has no address.</param>
internal sealed record HookCall(LifecycleHandler Handler, Container Container, ContainerId Id, string Pod, EventTarget About, string PodIp);
