import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { asScanError, PartialFailure } from "../../../provider/core/errors";
import { inParallel } from "../../../provider/core/parallel";
import type { Properties } from "../../../provider/core/wire";
import { type Life, lives } from "../../../tools/faults/lives";
import { resourceOf } from "../../../tools/faults/matrix";
import type { Stage } from "../../../tools/faults/stage";
import type { Stored } from "../../../tools/ground/run";

/** Where in an answer something stands; the first element stands for all of a list. */
type Path = readonly string[];
/** Changes an answer to an operation. */
type Change = (operation: string, answer: Properties) => void;

/** What stands where something else should. */
const wrong: readonly (readonly [title: string, value: unknown])[] = [
  ["null", null],
  ["a text", "\u0000../x"],
  ["an object", { a: { b: 1 } }],
];

/** A gateway in front of a stage's sandbox that changes its answers. */
async function between(
  stage: Stage,
  change: Change,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { sandbox } = stage.ground;
  const operations = new Map<string, string>();
  const end = sandbox.requests.subscribe(({ requestId, action }) => {
    if (requestId !== undefined) operations.set(requestId, action);
  });
  const server: Server = createServer((asked, answer) => {
    const { headers, method, url = "" } = asked;
    const onward = request(new URL(url, sandbox.url), { method, headers }, async (came) => {
      let text = "";
      for await (const chunk of came) text += String(chunk);
      const told = (text === "" ? {} : JSON.parse(text)) as Properties;
      const { RequestId } = (told.Response ?? told) as { RequestId?: string };
      const { "x-request-id": id = RequestId ?? "" } = came.headers;
      change(operations.get(String(id)) ?? "", told);
      const { "content-length": _, ...rest } = came.headers;
      answer.writeHead(came.statusCode ?? 500, rest).end(text === "" ? "" : JSON.stringify(told));
    });
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Creates a resource while the answers come changed, and again while they do not, as an engine would; then deletes it. */
async function led(
  life: Life,
  change: Change,
): Promise<{ failures: unknown[]; twice: string[]; secrets: string[]; said: string }> {
  const stage = await life.start();
  const gateway = await between(stage, change);
  const failures: unknown[] = [];
  let stored: Stored | undefined;
  const { url } = stage.ground.sandbox;
  const env = Object.fromEntries(
    Object.entries(stage.ground.sandbox.env).flatMap(([name, value]) =>
      value.startsWith(url) ? [[name, value.replace(url, gateway.url)]] : [],
    ),
  );
  const program = stage.program("create");
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (failure) {
      failures.push(failure);
      if (failure instanceof PartialFailure) stored = { id: failure.id, state: failure.state };
    }
  };
  try {
    await attempt(async () => {
      stored = await stage.ground.process(life.kind, { env }).create(program);
    });
    const honest = () => stage.ground.process(life.kind);
    const last = stored ? await honest().update(stored, program) : await honest().create(program);
    await honest().delete(last);
    const times = life.kind.endsWith("Task") ? (JSON.parse(stage.truth()) as [string, number][]) : [];
    const twice = times.flatMap(([image, count]) => (count > 1 ? [image] : []));
    const told = failures.map((failure) => asScanError(failure, "create").message);
    const secrets = told.filter((message) => stage.ground.unfit(message) === "a secret");
    return { failures, twice, secrets, said: stage.ground.said };
  } finally {
    await gateway.stop();
    await stage.ground.stop();
  }
}

/** Every place in the answers of a life, by operation. */
async function places(life: Life): Promise<Map<string, Path[]>> {
  const found = new Map<string, Map<string, Path>>();
  const visit = (operation: string, value: unknown, path: Path): void => {
    const of = found.get(operation) ?? new Map<string, Path>();
    found.set(operation, of.set(path.join("."), path));
    if (value === null || typeof value !== "object") return;
    const entries = Array.isArray(value) ? [["0", value[0]] as const] : Object.entries(value);
    for (const [name, item] of entries) if (item !== undefined) visit(operation, item, [...path, name]);
  };
  await led(life, (operation, answer) => visit(operation, answer, []));
  return new Map(
    [...found].map(([operation, of]) => [operation, [...of.values()].filter(({ length }) => length > 0)]),
  );
}

function put(answer: Properties, path: Path, value: unknown): void {
  const [name = "", ...rest] = path;
  if (answer === null || typeof answer !== "object" || !(name in answer)) return;
  if (rest.length === 0) answer[name] = value;
  else put(answer[name] as Properties, rest, value);
}

/** One life for each way in which answers are read. */
const tried = lives.filter(({ kind, title }) =>
  [
    "tencentcloud/registryScanSchedule, where nothing was",
    "tencentcloud/registryScanTask, named",
    "alicloud/registryScanTask, named",
    "alicloud/containerScanTask, apps, named",
    "huaweicloud/registryScanTask, named",
    "huaweicloud/localScanTask, batchScan, named",
    "scanGate, tencentcloud/registryScanTask, excused",
    "scanGate, alicloud/registryScanTask, excused",
    "scanGate, huaweicloud/registryScanTask, excused",
  ].includes(`${kind}, ${title}`),
);

describe("answers with something else where something should stand", () => {
  for (const life of tried) {
    it(`do ${resourceOf(life)} (${life.title}) no harm: nothing is submitted twice, and the next run is well`, async () => {
      const cases = [...(await places(life))].flatMap(([operation, paths]) =>
        paths.flatMap((path) => wrong.map(([title, value]) => ({ operation, path, title, value }))),
      );
      expect(cases.length).to.be.at.least(20);
      const bad: string[] = [];
      const results = inParallel(cases, 4, async ({ operation, path, title, value }) => {
        const { failures, twice, said, secrets } = await led(life, (of, answer) => {
          if (of === operation) put(answer, path, value);
        });
        return [
          ...failures.filter((failure) => !(failure instanceof Error)).map(String),
          ...secrets,
          ...twice.map((image) => `${image} is scanned twice`),
          ...(/\[object |NaN/.test(said) ? ["says what JavaScript calls it"] : []),
        ].map((problem) => `${operation} ${path.join(".")} = ${title}: ${problem}`);
      });
      for await (const problems of results) bad.push(...problems);
      expect(bad.slice(0, 200)).to.deep.equal([]);
    });
  }
});
