import { expect } from "chai";
import { closeStages, Stage } from "./stage";
import { fails, succeeds, unchanged } from "./succeeds";

const instantly = { secondsPerImage: 0 };
const sandbox = { tencentcloud: instantly, alicloud: instantly, huaweicloud: instantly };

/** A program with one policy over three clouds. */
const program = (more: object) =>
  `const { ScanPolicy } = require("pulumi-image-scan");
new ScanPolicy("weekly", ${JSON.stringify({
    clouds: { tencentcloud: {}, alicloud: { endTime: "06:00" }, huaweicloud: { registries: "all" } },
    everyDays: 7,
    startTime: "03:00",
    timeZone: "Asia/Shanghai",
    images: ["team/api:1.4"],
    accept: ["alicloud.images", "huaweicloud.images", "huaweicloud.startTime"],
    ...more,
  })});
`;

describe("One policy over three clouds with the real engine", function () {
  this.timeout(300_000);
  afterEach(closeStages);

  it("is refused whole or lives on all of them: up, no change, a change, destroy", async () => {
    const stage = await Stage.open(program({ accept: ["alicloud.images"] }), sandbox);
    const { project } = stage;
    const { tencentcloud, alicloud, huaweicloud } = stage.sandbox;
    expect(await fails(project.up())).to.match(
      /ScanPolicy "weekly": nothing was declared\n +- huaweicloud\.startTime: .*\n +- huaweicloud\.images: .*\n +- to do without these there, write accept: \["alicloud\.images", "huaweicloud\.startTime", "huaweicloud\.images"\]/,
    );
    expect(stage.actions).to.deep.equal([]);

    stage.declare(program({}));
    const plan = (await succeeds(project.preview(["--diff"]))).output;
    expect(plan).to.match(/imageScan:index:ScanPolicy[\s\S]+accept +: \[\s+\[0\]: "alicloud\.images"/);
    expect(stage.actions).to.deep.equal([]);
    expect((await succeeds(project.up(["--diff"]))).output).to.match(
      /accepted: \[\s+\[0\]: "alicloud\.images"\s+\[1\]: "huaweicloud\.images"/,
    );
    const { registrySchedule } = tencentcloud.accounts[0];
    expect(registrySchedule.value).to.include({ Enable: true, ScanPeriod: 7, ScanTime: "19:00" });
    expect(alicloud.accounts[0].cycleTasks.list()).to.have.length(1);
    expect(huaweicloud.accounts[0].scannerPolicy.value).to.include({ enabled: true, scan_cycle: 7 });

    stage.sandbox.requests.clear();
    expect((await succeeds(project.preview())).output).to.match(unchanged(5));
    expect(stage.actions).to.deep.equal([]);

    stage.declare(program({ everyDays: 14, images: ["team/api:1.4", "team/web:2.0"] }));
    const change = (await succeeds(project.up(["--diff"]))).output;
    expect(change)
      .to.contain('+ team/web:2.0: ""')
      .and.to.match(/~ everyDays: 7 => 14/);
    expect(registrySchedule.value?.ScanPeriod).to.equal(14);
    expect(huaweicloud.accounts[0].scannerPolicy.value).to.include({ scan_cycle: 14 });

    await succeeds(project.destroy());
    expect(registrySchedule.value?.Enable).to.equal(false);
    expect(alicloud.accounts[0].cycleTasks.list()).to.deep.equal([]);
    expect(huaweicloud.accounts[0].scannerPolicy.value?.enabled ?? false).to.equal(false);
    expect(stage.failedRequests).to.deep.equal([]);
  });
});
