import type { Host } from "../../provider/core/context";
import { look } from "./secrets";

export interface TestHost extends Host {
  /** What was logged, oldest first. */
  readonly lines: string[];
}

/** A host with this configuration and this environment, and nothing of the machine it runs on. */
export function testHost({
  config = {},
  env = {},
}: {
  config?: Readonly<Record<string, string>>;
  env?: Readonly<Record<string, string>>;
} = {}): TestHost {
  const lines: string[] = [];
  return {
    config: (key) => config[key],
    env,
    log: (line) => {
      look("a log", line);
      lines.push(line);
    },
    engineIsThere: async () => true,
    lines,
  };
}
