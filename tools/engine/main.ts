import { findEngine } from "./engine";

findEngine().then(
  (engine) => {
    const origin = engine.origin === "PATH" ? "from PATH" : "built from Go modules";
    process.stdout.write(`pulumi ${engine.version}, ${origin}: ${engine.pulumi}\n`);
  },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
