import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import type { Running } from "../../tools/engine/running";
import { closeStages, Stage } from "./stage";
import { fails, succeeds, unchanged, until } from "./succeeds";

// What Ctrl-C does, once and twice, while something is submitted, while it queues, and while a gate waits.
// docs/interruptions.md shows what a person sees.

const submit = "CreateAssetImageRegistryScanTask";
const submitOnNodes = "CreateAssetImageScanTask";
const three = ["team/api:1.4", "team/web:2.0", "library/redis:7.4"];
const node = "ccr.ccs.tencentyun.com/team/api:1.4";

const program = `const { ScanGate, tencentcloud } = require("pulumi-image-scan");
const task = new tencentcloud.RegistryScanTask("release", { images: ${JSON.stringify(three)} });
new tencentcloud.LocalScanTask("nodes", { images: [${JSON.stringify(node)}] });
new ScanGate("gate", { task });
`;

describe("Ctrl-C with the real engine", function () {
  this.timeout(300_000);
  let stage: Stage;

  afterEach(closeStages);

  it("loses nothing, once or twice, during a submission, in the queue, and while a gate waits", async () => {
    stage = await Stage.open(program, { tencentcloud: { secondsPerImage: 0 } });
    const account = stage.sandbox.tencentcloud.accounts[0];
    const scanned = () => account.scans.map(({ images }) => images.length);
    account.holdScans();

    // Once, while TCSS has not answered yet: the submission ends as if nothing had been.
    stage.sandbox.faults.add({ action: submit, kind: "slow", delayMs: 2_000 });
    const once = await stage.upUntil(() => account.scans.length === 2, interrupt);
    const first = await fails(once.done);
    expect(Object.keys(await stage.kept()), first).to.have.members(["release", "nodes"]);
    expect(scanned()).to.have.members([3, 1]);

    // Twice, while one scan waits for another to end and a gate for its task.
    const further = program.replace("/team/api:1.4", "/team/web:2.0");
    stage.declare(further);
    const twice = await stage.upUntil(
      ({ output }) => /waits for the vendor/.test(output) && /images scanned, waiting for/.test(output),
      interrupt,
    );
    const second = await interruptedAgain(twice);
    expect(second).to.contain("waits for the vendor");
    expect(Object.keys(await stage.kept())).to.have.members(["release", "nodes"]);
    expect(scanned()).to.have.members([3, 1]);

    // Twice, while TCSS has taken a submission and has not answered yet.
    account.releaseScans();
    account.finishScans();
    account.holdScans();
    stage.sandbox.faults.add({ action: submitOnNodes, kind: "slow", delayMs: 60_000 });
    const taken = await stage.upUntil(() => account.scans.length === 3, interrupt);
    await interruptedAgain(taken);
    expect((await succeeds(stage.project.up())).output).to.contain("followed, not submitted again");
    expect(scanned()).to.have.members([3, 1, 1]);
    expect(Object.keys(await stage.kept())).to.have.members(["release", "nodes", "gate"]);
    expect((await succeeds(stage.project.up())).output).to.match(unchanged(4));

    const told = new Set(`${first}\n${second}`.split("\n").map(comparable));
    const blocks = [...readFileSync(page, "utf8").matchAll(/^```(\w*)\n(.*?)^```$/gms)];
    const shown = blocks.flatMap(([, language, block = ""]) => (language === "" ? block.split("\n") : []));
    expect(shown).to.have.length.above(10);
    expect(
      shown.filter((line) => !told.has(comparable(line))),
      "lines of docs/interruptions.md that nobody has seen",
    ).to.deep.equal([]);
  });
});

const page = resolve(__dirname, "..", "..", "..", "docs", "interruptions.md");

/** A line without what is another in every run: ids, and how long something took. */
function comparable(line: string): string {
  return line
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
    .replace(/\d+(\.\d+)?s\b/g, "<time>")
    .replace(/\d+ s$/, "<time>")
    .trimEnd();
}

/** Interrupts once more what says that it has been interrupted; all that it said. */
async function interruptedAgain(running: Running): Promise<string> {
  await until(
    () => running.output.includes("press ^C again"),
    () => running.output,
  );
  interrupt(running);
  return await fails(running.done);
}

function interrupt(running: Running): void {
  running.kill("SIGINT");
}
