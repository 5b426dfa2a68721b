import { expect } from "chai";
import { closeStages, type Declared, killProvider, marked, planned, programOf, Stage } from "./stage";
import { fails, succeeds, unchanged } from "./succeeds";

// What the real engine makes of Tencent Cloud's resources: plans, drift, failures, and what TCSS holds afterwards.

const submit = "CreateAssetImageRegistryScanTask";
const write = "UpdateImageRegistryTimingScanTask";
const three = ["team/api:1.4", "team/web:2.0", "library/redis:7.4"];
const host = "ccr.ccs.tencentyun.com";

describe("tencentcloud with the real engine", function () {
  this.timeout(300_000);
  let stage: Stage;

  afterEach(closeStages);

  it("lives: created, left alone, changed, edited in the console, repaired, given back and stopped", async () => {
    stage = await Stage.open("");
    const { registrySchedule, localSchedule, registryImages, localImages } = account();
    registryImages.addMany(1_000);
    const bulk = registryImages
      .list()
      .slice(-1_000)
      .map(({ Namespace, ImageName, ImageTag }) => `${Namespace}/${ImageName}:${ImageTag}`);
    registrySchedule.edit({
      Enable: true,
      ScanTime: "01:30",
      ScanPeriod: 7,
      ScanType: ["CVE"],
      ScanScope: 2,
    });
    localSchedule.edit({ Enable: false, ScanTime: "22:00", ScanPeriod: 3 });
    const found = JSON.stringify([registrySchedule.value, localSchedule.value]);
    const declare = (more: { everyDays?: number; bulk: string[]; images: string[]; nodes: string[] }) =>
      stage.declare(
        program(
          { kind: "RegistryScanSchedule", everyDays: 1, startTime: "03:00", images: more.bulk, adopt: true },
          {
            kind: "LocalScanSchedule",
            everyDays: more.everyDays ?? 1,
            startTime: "02:00",
            endTime: "05:00",
            filter: { containerRunning: true },
          },
          { kind: "RegistryScanTask", images: more.images },
          { kind: "LocalScanTask", images: more.nodes.map((image) => `${host}/${image}`) },
        ),
      );

    declare({ bulk, images: three, nodes: ["team/api:1.4"] });
    account().holdScans();
    await succeeds(stage.project.up());
    expect(registrySchedule.value).to.include({ ScanTime: "03:00", ScanPeriod: 1, ScanScope: 1 });
    expect(registrySchedule.value?.Id).to.have.length(1_000);
    expect(localSchedule.value).to.include({ Enable: true, ScanTime: "02:00", ContainerRunning: true });
    expect(states(), "still running when up is over").to.deep.equal(["scanning", "scanning"]);

    finish();
    stage.sandbox.requests.clear();
    expect((await succeeds(stage.project.up())).output).to.match(unchanged(5));
    expect(stage.actions, "without changes").to.deep.equal([]);

    const other = ["payments/gateway:3.2.0", ...bulk.slice(1)].reverse();
    const more = [...three, "payments/ledger:1.0", "team/worker:2026.03"].reverse();
    const changed = { everyDays: 2, bulk: other, images: more, nodes: ["team/web:2.0", "team/api:1.4"] };
    declare(changed);
    const { output } = await succeeds(stage.project.up(["--diff"]));
    // A thousand images in another order, of which one is another.
    const lines = marked(output);
    expect(lines).to.include.members([
      `- ${bulk[0]}: ""`,
      '+ payments/gateway:3.2.0: ""',
      "~ everyDays: 1 => 2",
    ]);
    expect(lines.filter((line) => line.includes("bulk/"))).to.have.length(1);
    expect(output).to.contain("of 5 images: scans 2 (2 added)").and.contain("of 2 images: scans 1 (1 added)");
    expect(localSchedule.value).to.include({ ScanPeriod: 2, ScanTime: "02:00" });
    expect(scanned("registry")).to.deep.equal([
      [...three].sort(),
      ["payments/ledger:1.0", "team/worker:2026.03"],
    ]);
    expect(scanned("local")).to.deep.equal([[`${host}/team/api:1.4`], [`${host}/team/web:2.0`]]);

    finish();
    const ours = JSON.stringify([registrySchedule.value, localSchedule.value]);
    registrySchedule.edit({ ScanTime: "17:15" });
    localSchedule.edit({ ScanPeriod: 7, Enable: false });
    registryImages.move("team/api:1.4");
    localImages.remove(`${host}/team/web:2.0`);
    localImages.add(`${host}/team/web:2.0`);
    const plan = await succeeds(stage.project.preview(["--refresh", "--diff"]));
    const drift = planned(plan.output);
    expect(drift.RegistryScanSchedule, "drift, and its repair").to.deep.equal([
      '~ startTime: "03:00" => "17:15"',
      '~ startTime: "17:15" => "03:00"',
    ]);
    expect(drift.LocalScanSchedule).to.include.members(["~ enabled: true => false", "~ everyDays: 2 => 7"]);
    for (const [task, image] of [
      ["RegistryScanTask", "team/api:1\\.4"],
      ["LocalScanTask", `${host}/team/web:2\\.0`],
    ] as const) {
      expect(drift[task]?.[0]).to.match(
        new RegExp(`^\\S ${image}: .*"moved: sha256:[0-9a-f]{12} → sha256:[0-9a-f]{12}"`),
      );
    }
    expect(plan.output)
      .to.contain("of 5 images: scans 1 (1 moved)")
      .and.contain("of 2 images: scans 1 (1 moved)");
    expect(registrySchedule.value, "after a plan").to.include({ ScanTime: "17:15" });

    account().holdScans();
    await succeeds(stage.project.up(["--refresh"]));
    expect(JSON.stringify([registrySchedule.value, localSchedule.value])).to.equal(ours);
    expect(scanned("registry").at(-1)).to.deep.equal(["team/api:1.4"]);
    expect(scanned("local").at(-1)).to.deep.equal([`${host}/team/web:2.0`]);

    await succeeds(stage.project.destroy());
    expect(JSON.stringify([registrySchedule.value, localSchedule.value]), "given back").to.equal(found);
    expect(states().slice(-2), "stopped").to.deep.equal(["canceled", "canceled"]);
    expect(stage.failedRequests).to.deep.equal([]);
  });

  it("scans once though the provider is killed, the engine is killed, and an answer is lost", async () => {
    const [first, second, third] = [
      { kind: "RegistryScanTask", images: three },
      { kind: "RegistryScanTask", name: "second", images: ["payments/ledger:1.0"] },
      { kind: "RegistryScanTask", name: "third", images: ["team/worker:2026.03"] },
    ];
    const schedule = { kind: "RegistryScanSchedule", everyDays: 1, startTime: "03:00", images: three };
    stage = await Stage.open(program(first));
    account().holdScans();
    stage.sandbox.faults.add({ action: submit, kind: "slow", delayMs: 60_000 });
    const orphaned = await stage.upUntil(() => account().scans.length === 1, killProvider);
    expect((await orphaned.done).code).not.to.equal(0);
    expect(await stage.kept(), "in state").to.deep.equal({});

    stage.declare(program(first, second));
    stage.sandbox.faults.add({ action: submit, kind: "slow", delayMs: 60_000 });
    const killed = await stage.upUntil(
      () => account().scans.length === 2,
      (running) => running.kill("SIGKILL"),
    );
    expect(killed.output).to.contain(
      "3 of 3 images are being scanned already: followed, not submitted again",
    );
    await killed.done;
    await stage.project.run(["cancel", "--yes"]);

    stage.declare(program(first, second, third, schedule));
    stage.sandbox.faults.add({ action: submit, kind: "resetAfter" });
    stage.sandbox.faults.add({ action: write, kind: "resetAfter" });
    const { output } = await succeeds(stage.project.up());
    expect(output).to.contain("1 of 1 images are being scanned already").and.contain("ambiguous");
    expect(stage.sandbox.faults.list(), "each fault was met").to.deep.equal([]);
    expect(scanned("registry"), "the vendor's log").to.have.deep.members(
      [first, second, third].map((task) => [...(task?.images ?? [])].sort()),
    );
    expect(account().registrySchedule.value).to.include({ Enable: true, ScanTime: "03:00" });
    expect((await succeeds(stage.project.up())).output).to.match(unchanged(5));
  });

  it("leaves what somebody has set alone until told to adopt it, through a rename, and when a colleague changes it", async () => {
    const schedule = {
      kind: "RegistryScanSchedule",
      everyDays: 1,
      startTime: "03:00",
      images: three.slice(0, 1),
    };
    const nodes = {
      kind: "LocalScanSchedule",
      everyDays: 1,
      startTime: "02:00",
      endTime: "05:00",
      all: true,
    };
    stage = await Stage.open(program(schedule));
    const { registrySchedule, localSchedule } = account();
    registrySchedule.edit({
      Enable: true,
      ScanTime: "01:30",
      ScanPeriod: 7,
      ScanType: ["CVE"],
      ScanScope: 2,
    });
    const found = JSON.stringify(registrySchedule.value);
    const refused = await fails(stage.project.up());
    for (const field of [
      "everyDays: now 7, wanted 1",
      'startTime: now "01:30", wanted "03:00"',
      'scanTypes: now ["vulnerability"], wanted ["malware","sensitiveInfo","vulnerability"]',
      "images: now nothing, wanted team/api:1.4",
      "recommended: now true, wanted nothing",
      "`adopt: true`",
    ])
      expect(refused).to.contain(field);
    expect(JSON.stringify(registrySchedule.value), "after the refusal").to.equal(found);

    stage.declare(program({ ...schedule, adopt: true }, nodes));
    await succeeds(stage.project.up());
    const wanted = JSON.stringify(registrySchedule.value);
    expect(wanted).not.to.equal(found);
    stage.declare(program({ ...schedule, adopt: true, name: "renamed" }, nodes));
    expect((await succeeds(stage.project.up())).output).to.contain(
      "another resource of this update manages it now",
    );
    expect(JSON.stringify(registrySchedule.value)).to.equal(wanted);

    localSchedule.edit({ ScanTime: "11:11", ScanPeriod: 2 });
    const theirs = JSON.stringify(localSchedule.value);
    const { output } = await succeeds(stage.project.destroy(["--refresh"]));
    expect(output).to.contain("it cannot be given back").and.contain("it is somebody's, left as it is");
    expect(JSON.stringify(registrySchedule.value)).to.equal(wanted);
    expect(JSON.stringify(localSchedule.value)).to.equal(theirs);
  });

  it("tells all that is wrong with the inputs at once, in the engine's own words, and calls nobody", async () => {
    const wrong = {
      kind: "RegistryScanSchedule",
      startTime: "25:00",
      everyDays: 0,
      startTim: "03:00",
      scanTypes: ["vulnerability", "virus"],
      images: [
        { namespace: "team", name: "api", tag: "1.4", instanceId: "tcr-1" },
        { namespace: "team", name: "api", tag: "1.4", instanceId: "tcr-1", registryType: "tcr" },
      ],
    };
    stage = await Stage.open(program(wrong));
    const output = await fails(stage.project.up());
    for (const problem of [
      "property everyDays value {0} has a problem: 0 is not accepted",
      'property startTime value {25:00} has a problem: "25:00" is not accepted',
      "has a problem: startTim: is not an input of this resource: did you mean `startTime`?",
      'has a problem: scanTypes[1]: "virus" is not accepted',
      "has a problem: images[1]: is tcr-1/team/api:1.4 a second time, with other coordinates",
    ])
      expect(output).to.contain(problem);

    const twice = { kind: "RegistryScanSchedule", everyDays: 1, startTime: "03:00", all: true };
    stage.declare(program(twice, { ...twice, name: "second" }));
    expect(await fails(stage.project.preview())).to.contain(
      '"RegistryScanSchedule" of this program manages the same schedule already',
    );
    expect(stage.actions).to.deep.equal([]);
  });

  it("paces a hundred tasks of one stack below the vendor's limit", async () => {
    stage = await Stage.open("");
    account().registryImages.addMany(100);
    const images = account()
      .registryImages.list()
      .slice(-100)
      .map(({ Namespace, ImageName, ImageTag }) => `${Namespace}/${ImageName}:${ImageTag}`);
    stage.declare(
      program(...images.map((image) => ({ kind: "RegistryScanTask", name: image, images: [image] }))),
    );
    await succeeds(stage.project.up());
    expect(account().scans).to.have.length(100);
    expect(stage.failedRequests).to.deep.equal([]);
  });

  const account = () => stage.sandbox.tencentcloud.accounts[0];
  const states = () => account().scans.map(({ state }) => state);
  const scanned = (kind: string) =>
    account()
      .scans.filter((scan) => scan.kind === kind)
      .map(({ images }) => [...images].sort());

  function finish(): void {
    account().releaseScans();
    account().finishScans();
  }
});

const program = (...resources: Declared[]) => programOf("tencentcloud", resources);
