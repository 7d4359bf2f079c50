using LocalPods.Cli.Commands;

return CommandLine.Run(CliEnvironment.OfProcess(), args);
