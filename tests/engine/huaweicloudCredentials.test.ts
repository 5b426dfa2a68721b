import { expect } from "chai";
import { closeStages, programOf, Stage } from "./stage";
import { fails, succeeds } from "./succeeds";

// Where the real engine's provider process finds Huawei Cloud's credentials, regions and projects.

const first = { ak: "made-up-first", sk: "made-up-first-is-secret", securityToken: "made-up-first-token" };
const second = { ak: "made-up-second", sk: "made-up-second-is-secret" };
const projects = ["1", "2"].map((digit) => digit.repeat(32)) as [string, string];

describe("Huawei Cloud's credentials with the real engine", function () {
  this.timeout(300_000);
  afterEach(closeStages);

  it("come from the environment and from a profile with its own region and project, in one program", async () => {
    const schedule = { kind: "RegistryScanSchedule", registries: "all" };
    const stage = await Stage.open(
      programOf("huaweicloud", [
        { ...schedule, name: "here", everyDays: 3 },
        { ...schedule, name: "there", everyDays: 14, profile: "other" },
      ]),
      {
        huaweicloud: {
          accounts: [
            { keys: [first], projectId: projects[0], region: "cn-north-4" },
            { keys: [second], projectId: projects[1], region: "ap-southeast-1" },
          ],
        },
      },
      ({ url }) => ({ IMAGE_SCAN_HUAWEICLOUD_ENDPOINT: url }),
    );
    const { project, sandbox } = stage;
    const policies = () => sandbox.huaweicloud.accounts.map(({ scannerPolicy }) => scannerPolicy.value);
    await project.configSecrets({
      "imageScan:profiles.other.huaweicloud.accessKey": second.ak,
      "imageScan:profiles.other.huaweicloud.secretKey": second.sk,
      "imageScan:profiles.other.huaweicloud.region": "ap-southeast-1",
      "imageScan:profiles.other.huaweicloud.projectId": projects[1],
    });
    const place = { HW_REGION_NAME: "cn-north-4", HW_PROJECT_ID: projects[0] };
    const none = await fails(project.up(["--continue-on-error"], { env: place }));
    expect(none).to.contain("none were found. Set HW_ACCESS_KEY and HW_SECRET_KEY in the environment");
    expect(none).not.to.match(/\n +at /);
    expect(policies().map((policy) => policy?.scan_cycle)).to.deep.equal([undefined, 14]);

    const terraform = {
      ...place,
      HW_ACCESS_KEY: first.ak,
      HW_SECRET_KEY: first.sk,
      HW_SECURITY_TOKEN: first.securityToken,
    };
    const { output } = await succeeds(project.up([], { env: terraform }));
    expect(policies().map((policy) => policy?.scan_cycle)).to.deep.equal([3, 14]);
    const { here, there } = await stage.kept();
    expect(here?.id).to.equal(`default/cn-north-4/${projects[0]}/0`);
    expect(there?.id).to.equal(`other/ap-southeast-1/${projects[1]}/0`);

    // What exists stays where it is; the names of the SDKs, and without a program to run.
    const sdks = {
      HW_REGION_NAME: "ap-southeast-1",
      HW_PROJECT_ID: projects[1],
      HUAWEICLOUD_SDK_AK: first.ak,
      HUAWEICLOUD_SDK_SK: first.sk,
      HUAWEICLOUD_SDK_SECURITY_TOKEN: first.securityToken,
    };
    await succeeds(project.destroy([], { env: sdks }));
    expect(policies().map((policy) => policy?.enabled)).to.deep.equal([false, false]);
    expect(stage.failedRequests).to.deep.equal([]);
    for (const secret of [first.sk, first.securityToken, second.sk]) {
      expect(project.stateText(), "state, its history, or configuration").not.to.contain(secret);
      expect(none + output).not.to.contain(secret);
    }
  });
});
