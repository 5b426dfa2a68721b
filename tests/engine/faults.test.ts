import { expect } from "chai";
import { closeStages, Stage } from "./stage";
import { fails, succeeds, unchanged } from "./succeeds";

// One resource of each shape while its vendor fails, with the real engine: what `up` says, and what the next one does. All
// calls and all faults are tried on the handlers, by `npm run faults`.

const [write, submit, stop, list] = [
  "UpdateImageRegistryTimingScanTask",
  "CreateAssetImageRegistryScanTask",
  "ModifyAssetImageRegistryScanStop",
  "DescribeAssetImageRegistryVulList",
];
const two = ["team/api:1.4", "team/web:2.0"];
const excused = {
  vulnerability: "CVE-2026-0001",
  until: "2999-12-31",
  reason: "not reached by any code of ours",
};

const program = (
  startTime: string,
): string => `const { ScanGate, tencentcloud } = require("pulumi-image-scan");
const images = ${JSON.stringify(two)};
new tencentcloud.RegistryScanSchedule("nightly", {
    everyDays: 1, startTime: ${JSON.stringify(startTime)}, images, adopt: true,
});
const task = new tencentcloud.RegistryScanTask("release", { images });
new ScanGate("gate", { task, maxFindings: { critical: 0 }, exceptions: [${JSON.stringify(excused)}] });
`;

describe("a vendor that fails, with the real engine", function () {
  this.timeout(300_000);
  let stage: Stage;

  afterEach(closeStages);

  it("fails an up in words, and the next one comes to the same end, for a schedule, a task and a gate", async () => {
    stage = await Stage.open(program("03:00"), { tencentcloud: { secondsPerImage: 0 } });
    const { faults } = stage.sandbox;
    const account = stage.sandbox.tencentcloud.accounts[0];
    account.registryImages.findings("team/api:1.4", {
      vulnerabilities: [{ CVEID: excused.vulnerability, Level: "4" }],
    });
    account.registrySchedule.edit({ Enable: true, ScanTime: "01:30", ScanPeriod: 7, ScanScope: 2 });
    const found = JSON.stringify(account.registrySchedule.value);
    const scanned = () => account.scans.map(({ images }) => images.length);

    faults.add({ action: write, kind: "resetAfter" });
    faults.add({ action: submit, kind: "malformedJson" });
    const failed = await fails(stage.project.up());
    expect(failed, failed).to.match(
      /RegistryScanTask: CreateAssetImageRegistryScanTask: HTTP 200: the answer is not one of Tencent Cloud's API/,
    );
    expect(
      Object.keys(await stage.kept()),
      "after a schedule's lost answer, and half of a task's",
    ).to.deep.equal(["nightly"]);
    expect([account.registrySchedule.value?.ScanTime, scanned()]).to.deep.equal(["03:00", []]);

    faults.add({ action: submit, kind: "resetAfter" });
    faults.add({ action: list, kind: "http503" });
    faults.add({ action: list, kind: "emptyBody" });
    await succeeds(stage.project.up());
    expect([Object.keys(await stage.kept()), scanned()]).to.deep.equal([["nightly", "release", "gate"], [2]]);

    stage.declare(program("04:00"));
    faults.add({ action: write, kind: "error", code: "UnauthorizedOperation" });
    const refused = await fails(stage.project.up());
    expect(refused, refused).to.match(
      /RegistryScanSchedule \S+: UpdateImageRegistryTimingScanTask: UnauthorizedOperation: .*\(request /,
    );
    expect((await stage.kept()).nightly?.outputs, "after a refusal").to.include({ startTime: "03:00" });
    await succeeds(stage.project.up());
    expect(account.registrySchedule.value?.ScanTime).to.equal("04:00");
    expect((await succeeds(stage.project.up(["--refresh"]))).output).to.match(unchanged(4));

    faults.add({ action: write, kind: "resetAfter" });
    await succeeds(stage.project.destroy());
    expect(JSON.stringify(account.registrySchedule.value), "given back").to.equal(found);
    expect([await stage.kept(), scanned()]).to.deep.equal([{}, [2]]);
    expect(stage.actions).not.to.include(stop);
  });
});
