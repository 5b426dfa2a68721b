import { startSandbox } from "../sandbox";
import { findEngine } from "../tools/engine/engine";
import { Project } from "../tools/engine/project";
import type { RunResult } from "../tools/engine/running";
import type { Row } from "./row";

const resources = 200;

const program = `const { tencentcloud } = require("pulumi-image-scan");
for (let index = 0; index < ${resources}; index += 1)
  new tencentcloud.RegistryScanTask("r" + index, { images: [\`bulk/service-\${index % 100}:1.\${index}\`] });
`;

/** What a stack of tasks asks its vendor, one image each. */
export async function calls(): Promise<Row[]> {
  const sandbox = await startSandbox({ tencentcloud: { accounts: [{ images: "none" }] } });
  sandbox.tencentcloud.account().registryImages.addMany(resources);
  const project = await Project.create({
    engine: await findEngine(),
    program: { files: { "index.js": program } },
    env: { ...sandbox.env },
  });
  const counted = async (
    what: string,
    most: number | undefined,
    run: () => Promise<RunResult>,
  ): Promise<Row> => {
    sandbox.requests.clear();
    const { code, output, milliseconds } = await run();
    if (code !== 0) throw new Error(`${what} fails: ${output.slice(-2000)}`);
    const { length } = sandbox.requests.entries;
    return {
      what: `${what} of ${resources} tasks`,
      ours: `${length} calls, in ${(milliseconds / 1000).toFixed(1)} s`,
      beside: `a call for each: ${resources}`,
      ratio: `${(length / resources).toFixed(3)} a resource`,
      ...(most !== undefined && { must: { show: `${most} calls`, holds: length <= most } }),
    };
  };
  try {
    return [
      await counted("first preview", 0, () => project.preview()),
      await counted("first up", undefined, () => project.up()),
      await counted("preview without changes", 0, () => project.preview()),
      await counted("up without changes", 0, () => project.up()),
      await counted("refresh", undefined, () => project.refresh()),
    ];
  } finally {
    project.remove();
    await sandbox.stop();
  }
}
