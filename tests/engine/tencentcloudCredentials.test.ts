import { expect } from "chai";
import { closeStages, programOf, Stage } from "./stage";
import { fails, succeeds } from "./succeeds";

// Where the real engine's provider process finds Tencent Cloud's credentials, and that they stay out of state.

const first = { secretId: "made-up-first-id", secretKey: "made-up-first-is-secret" };
const second = { secretId: "made-up-second-id", secretKey: "made-up-second-is-secret" };

describe("Tencent Cloud's credentials with the real engine", function () {
  this.timeout(300_000);
  afterEach(closeStages);

  it("come from the stack's configuration, or a profile of it, and are named where there are none", async () => {
    const program = (more: object) =>
      programOf("tencentcloud", [
        { kind: "RegistryScanSchedule", everyDays: 1, startTime: "03:00", all: true, ...more },
      ]);
    const stage = await Stage.open(
      program({}),
      { tencentcloud: { accounts: [{ keys: [first, second] }] } },
      ({ url }) => ({ IMAGE_SCAN_TENCENTCLOUD_ENDPOINT: url }),
    );
    const { project, sandbox } = stage;
    const { registrySchedule } = sandbox.tencentcloud.accounts[0];
    registrySchedule.edit({ Enable: false, ScanTime: "22:00", ScanPeriod: 3, ScanType: ["RISK"] });
    const found = JSON.stringify(registrySchedule.value);
    const none = await fails(project.up());
    expect(none)
      .to.contain("Tencent Cloud credentials: none were found")
      .and.not.match(/\n +at /);
    expect(stage.actions).to.deep.equal([]);

    await project.configSecrets({
      "tencentcloud:secretId": first.secretId,
      "tencentcloud:secretKey": first.secretKey,
      "imageScan:profiles.second.tencentcloud.secretId": second.secretId,
      "imageScan:profiles.second.tencentcloud.secretKey": second.secretKey,
    });
    const wrong = { TENCENTCLOUD_SECRET_ID: first.secretId, TENCENTCLOUD_SECRET_KEY: "made-up-mistyped" };
    const { output } = await succeeds(project.up([], { env: wrong }));
    const wanted = JSON.stringify(registrySchedule.value);
    expect(wanted).not.to.equal(found);

    // Another key of the same account: the new one is created before the old one is deleted, and it is one schedule.
    stage.declare(program({ profile: "second" }));
    const replaced = await succeeds(project.up([], { env: wrong }));
    expect(replaced.output).to.contain("1 replaced");
    expect(JSON.stringify(registrySchedule.value)).to.equal(wanted);
    // Without a program to run there is the copy of the last update's.
    await succeeds(project.destroy([], { env: wrong }));
    expect(JSON.stringify(registrySchedule.value)).to.equal(found);
    expect(stage.failedRequests).to.deep.equal([]);
    for (const { secretKey } of [first, second]) {
      expect(project.stateText(), "state, its history, or configuration").not.to.contain(secretKey);
      expect(output + replaced.output).not.to.contain(secretKey);
    }
  });
});
