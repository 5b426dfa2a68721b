import { spawn } from "node:child_process";
import { join } from "node:path";
import { engineVersion } from "./version";

const buildTimeoutMs = 20 * 60_000;
const progressEveryMs = 5_000;
/** What the go tool says last is the error; before it come the modules that it downloads, hundreds of lines. */
const keptErrorLines = 30;

interface Program {
  /** What a person reads while it is built. */
  title: string;
  /** Folder, in tools/engine, of the Go module that pins it. */
  module: string;
  package: string;
  ldflags: string;
  /** Name of the built file, in the folder of the engine. */
  file: string;
}

export const enginePrograms: readonly Program[] = [
  {
    title: `pulumi ${engineVersion}`,
    module: "cli",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    ldflags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${engineVersion}`,
    file: "pulumi",
  },
  {
    title: "its language host for Node",
    module: "language",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    ldflags: "-s -w",
    file: join("host", "pulumi-language-nodejs"),
  },
];

/**
 * A fresh machine waits for the compiler longer than for anything else, and how fast the engine is is not what is
 * tested: so it is not optimised. Go's own packages are all the same, because without that every command would take a
 * second more. Of two patterns that fit a package the last one counts.
 */
const compilerFlags = ["-gcflags=all=-N -l", "-gcflags=std="];

/** Whatever decides, beside the programs, what comes out of a build. */
export const buildFlags: readonly string[] = [
  "-mod=readonly",
  "-trimpath",
  "-buildvcs=false",
  ...compilerFlags,
];

interface GoBuild {
  go: string;
  program: Program;
  /** Folder that holds the Go modules. */
  modules: string;
  /** Folder that receives the built file. */
  into: string;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
}

/** Runs `go build`; on failure what it wrote goes to the log, and the error says the same in one line. */
export function goBuild(build: GoBuild): Promise<void> {
  const { program, log } = build;
  const started = Date.now();
  const child = spawn(build.go, goArguments(build), {
    cwd: join(build.modules, program.module),
    env: goEnvironment(build),
    stdio: ["ignore", "ignore", "pipe"],
    timeout: buildTimeoutMs,
  });
  const seconds = (): number => Math.round((Date.now() - started) / 1000);
  const progress = setInterval(() => log(`building ${program.title}: ${seconds()} s`), progressEveryMs);
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  return new Promise<void>((resolve, reject) => {
    const fail = (why: string): void => {
      for (const line of errors.trimEnd().split("\n").slice(-keptErrorLines)) log(line);
      reject(new Error(`building ${program.title} with ${build.go} failed (${why})`));
    };
    child.once("error", (error) => fail(error.message));
    child.once("close", (code, signal) => {
      if (code !== 0) return fail(signal === null ? `exit code ${code}` : `killed by ${signal}`);
      log(`built ${program.title} in ${seconds()} s`);
      resolve();
    });
  }).finally(() => clearInterval(progress));
}

function goArguments({ program, into }: GoBuild): string[] {
  return [
    "build",
    ...buildFlags,
    `-ldflags=${program.ldflags}`,
    `-o=${join(into, program.file)}`,
    program.package,
  ];
}

/** GOTOOLCHAIN stays as the user has it: a `local` Go that is too old says so itself. */
function goEnvironment({ env, into }: GoBuild): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _arch, ...rest } = env;
  const own: NodeJS.ProcessEnv = { ...rest, CGO_ENABLED: "0", GOWORK: "off" };
  if (env.HOME === undefined) {
    // Without a home the go tool has no default for its caches.
    own.GOPATH ??= join(into, "..", "go");
    own.GOCACHE ??= join(into, "..", "go-build");
  }
  return own;
}
