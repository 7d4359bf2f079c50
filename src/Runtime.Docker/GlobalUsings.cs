global using System.Collections.Immutable;
global using LocalPods.Orchestrator.Runtime;
