import { expect } from "chai";
import { lookup, lookupNames } from "../../provider";
import { Context } from "../../provider/core/context";
import { lookUp } from "../../provider/core/lookup";
import type { Properties } from "../../provider/core/wire";
import { Ground } from "../../tools/ground/ground";
import { testHost } from "../../tools/ground/testHost";
import { stopGrounds } from "./ground";
import { schedules } from "./schedules";

interface Found {
  readonly key: string;
  readonly reference: string | Properties;
  readonly id?: string;
  readonly digest?: string;
}

/** An inventory in which names are not enough: some are in two places, and some tags have moved on. */
interface Row {
  readonly name: string;
  /** Kind of the task that the references go into. */
  readonly task: string;
  start(): Promise<Ground>;
  /** What the image sets call them. */
  readonly keys: readonly (string | RegExp)[];
  readonly filter: Properties;
  readonly filtered: readonly string[];
}

async function tencentcloudRegistry(): Promise<Ground> {
  const ground = await Ground.start("tencentcloud");
  const { registryImages } = ground.account;
  for (const name of ["team/api:1.4", "team/web:2.0"]) registryImages.add(name);
  // The same image under the same name in two instances: only their ids tell them apart.
  const ImageDigest = `sha256:${"ab".repeat(32)}`;
  const twin = { Namespace: "team", ImageName: "api", ImageTag: "1.4", RegistryType: "harbor", ImageDigest };
  registryImages.add({ ...twin, InstanceId: "harbor-1", ImageRepoAddress: "harbor.example/team/api" });
  registryImages.add({ ...twin, InstanceId: "harbor-2", ImageRepoAddress: "harbor.example/team/api" });
  registryImages.add({ Namespace: "other", ImageName: "big", ImageTag: "1", Id: 9007199254740993n });
  return ground;
}

async function tencentcloudLocal(): Promise<Ground> {
  const ground = await Ground.start("tencentcloud");
  const { localImages } = ground.account;
  for (const ImageName of ["team/api:1.4", "team/web:2.0", "nginx:1.27", "nginx:1.27"])
    localImages.add({ ImageName, ContainerCnt: ImageName === "nginx:1.27" ? 0 : 2 });
  return ground;
}

async function alicloudRegistry(): Promise<Ground> {
  const ground = await Ground.start("alicloud");
  const { registryImages } = ground.account;
  for (const name of ["team/api:1.4", "team/web:2.0"]) registryImages.add(name);
  registryImages.add({ RepoNamespace: "team", RepoName: "api", Tag: "1.4", InstanceId: "cri-other" });
  registryImages.move("team/web:2.0");
  return ground;
}

async function huaweicloudRegistry(): Promise<Ground> {
  const ground = await Ground.start("huaweicloud");
  const { registryImages, registries } = ground.account;
  registries.add({ registry_name: "harbor-a", registry_type: "Harbor" });
  for (const name of ["team/api:1.4", "team/web:2.0"]) registryImages.add(name);
  registryImages.add({
    namespace: "team",
    image_name: "api",
    image_version: "1.4",
    registry_name: "harbor-a",
  });
  registryImages.add({ namespace: "other", image_name: "off", image_version: "1", scannable: false });
  return ground;
}

async function huaweicloudLocal(): Promise<Ground> {
  const ground = await Ground.start("huaweicloud");
  const { localImages } = ground.account;
  for (const name of ["swr.cn-north-4.myhuaweicloud.com/team/api:1.4", "nginx:1.27", "nginx:1.27"])
    localImages.add(name);
  return ground;
}

const rows: readonly Row[] = [
  {
    name: "tencentcloud/getRegistryImages",
    task: "tencentcloud/registryScanTask",
    start: tencentcloudRegistry,
    keys: [/^#\d+$/, /^#\d+$/, /^ccr\.ccs\.tencentyun\.com\/team\/api:1\.4$/, "other/big:1", "team/web:2.0"],
    filter: { namespaces: ["other"] },
    filtered: ["other/big:1"],
  },
  {
    name: "tencentcloud/getLocalImages",
    task: "tencentcloud/localScanTask",
    start: tencentcloudLocal,
    keys: [/^sha256:\w{64}$/, /^sha256:\w{64}$/, "team/api:1.4", "team/web:2.0"],
    filter: { containerRunning: true },
    filtered: ["team/api:1.4", "team/web:2.0"],
  },
  {
    name: "alicloud/getRegistryImages",
    task: "alicloud/registryScanTask",
    start: alicloudRegistry,
    keys: [/^cri-.*\/team\/api:1\.4$/, /^cri-.*\/team\/api:1\.4$/, "team/web:2.0"],
    filter: { repoNames: ["web"] },
    filtered: ["team/web:2.0"],
  },
  {
    name: "huaweicloud/getRegistryImages",
    task: "huaweicloud/registryScanTask",
    start: huaweicloudRegistry,
    keys: [/team\/api:1\.4/, /team\/api:1\.4/, "team/web:2.0"],
    filter: { imageName: "web" },
    filtered: ["team/web:2.0"],
  },
  {
    name: "huaweicloud/getLocalImages",
    task: "huaweicloud/localScanTask",
    start: huaweicloudLocal,
    keys: [/^sha256:\w{64}$/, /^sha256:\w{64}$/, "swr.cn-north-4.myhuaweicloud.com/team/api:1.4"],
    filter: { localImageType: "other_image", imageName: "team" },
    filtered: ["swr.cn-north-4.myhuaweicloud.com/team/api:1.4"],
  },
];

function asks(
  name: string,
  ground: Ground,
  args: Properties = {},
  shared: Map<string, unknown> = new Map(),
): Promise<Properties> {
  const host = testHost({ env: ground.sandbox.env });
  const context = new Context(host, shared, ground.clock, { requestMs: 5_000, callMs: 20_000 });
  return lookUp(lookup(name), context, args);
}

async function imagesOf(...asked: Parameters<typeof asks>): Promise<readonly Found[]> {
  return (await asks(...asked)).images as readonly Found[];
}

/** Somebody pushes one more image, or pulls one onto a node. */
function push(name: string, { sandbox }: Ground): void {
  const [cloud = ""] = name.split("/");
  const account = { ...sandbox }[cloud as "tencentcloud" | "huaweicloud"].accounts[0];
  if (name.includes("Local")) account.localImages.add("pushed/later:1.0");
  else account.registryImages.add("pushed/later:1.0");
}

describe("a lookup", function () {
  this.timeout(60_000);
  afterEach(stopGrounds);

  for (const { name, task, start, keys, filter, filtered } of rows) {
    it(`names every image so that a task scans just that one: ${name}`, async () => {
      const ground = await start();
      const images = await imagesOf(name, ground);
      expect(images).to.have.length(keys.length);
      for (const [index, key] of keys.entries()) expect(images[index]?.key).to.match(form(key));
      expect(images.map(({ key }) => key)).to.deep.equal(images.map(({ key }) => key).sort());
      expect(ground.changes()).to.deep.equal([]);
      const references = images.map(({ reference }) => reference);
      const { state } = await ground.process(task).create({ images: references });
      const resolved = state.resolved as Record<string, { id: string; digest?: string }>;
      expect(Object.keys(resolved)).to.have.members(images.map(({ key }) => key));
      for (const { key, id, digest } of images) {
        if (id !== undefined) expect(resolved[key]?.id, key).to.equal(id);
        if (digest !== undefined) expect(resolved[key]?.digest, key).to.equal(digest);
      }
    });

    it(`filters as a task does, and tells of the last scan: ${name}`, async () => {
      const ground = await start();
      const [before] = await imagesOf(name, ground, { filter });
      expect(before).not.to.have.any.keys("scannedAt", "findings");
      await ground.process(task).create({ images: [before?.reference] });
      ground.account.finishScans();
      const after = await imagesOf(name, ground, { filter });
      expect(after.map(({ key }) => key)).to.deep.equal(filtered);
      expect(after[0]).to.include.keys("scanStatus", "scannedAt", "findings");
      expect(after[0]).to.have.nested.property("findings.malware", 0);
    });
  }

  for (const { kind, start, program } of schedules) {
    const name = kind.replace(/\/(\w)/, (_, letter: string) => `/get${letter.toUpperCase()}`);
    it(`shows a schedule that somebody else has set: ${name}`, async () => {
      const { ground, edit } = await start();
      expect((await asks(name, ground)).enabled).not.to.equal(true);
      edit("theirs");
      const found = await asks(name, ground);
      expect(found).to.include({ configured: true, enabled: true });
      expect(found.everyDays).to.be.oneOf([7, 14]);
      expect(found).not.to.have.any.keys("adopt", "onDelete", "profile");
      await ground.process(kind).create({ ...program, adopt: true });
      const ours = await asks(name, ground);
      for (const [input, value] of Object.entries(program)) expect(ours[input], input).to.deep.equal(value);
    });
  }

  it("tells of a schedule's runs what the vendor does", async () => {
    const ground = await Ground.start("tencentcloud");
    ground.account.registrySchedule.edit({ LastScanTime: "2026-11-20 19:00:00", ScanResult: "SUCCESS" });
    expect(await asks("tencentcloud/getRegistryScanSchedule", ground)).to.include({
      lastRun: "2026-11-20 19:00:00",
      lastResult: "SUCCESS",
    });
    ground.account.localSchedule.edit({ LastScanTime: "2026-11-21 02:00:00" });
    const local = await asks("tencentcloud/getLocalScanSchedule", ground);
    expect(local).to.include({ lastRun: "2026-11-21 02:00:00" }).and.not.to.have.property("lastResult");
    const sas = await Ground.start("alicloud");
    const { ConfigId, FirstDateStr } = sas.account.cycleTasks.add({ FirstDateStr: 4_102_444_800_000 });
    sas.account.cycleTasks.run(ConfigId);
    expect(await asks("alicloud/getRegistryScanSchedule", sas)).to.include({
      nextRun: new Date(FirstDateStr).toISOString(),
      lastTaskId: sas.account.cycleTasks.get(ConfigId).LastTaskId,
    });
  });

  it("reads its list anew each time that it is asked", async () => {
    for (const { name, start } of rows) {
      const ground = await start();
      const shared = new Map<string, unknown>();
      const before = await imagesOf(name, ground, {}, shared);
      push(name, ground);
      expect(await imagesOf(name, ground, {}, shared), name).to.have.length(before.length + 1);
    }
  });

  it("shows the times of a schedule in the zone that it is asked for", async () => {
    const ground = await Ground.start("tencentcloud");
    ground.account.registrySchedule.edit({ Enable: true, ScanTime: "19:00" });
    const found = await asks("tencentcloud/getRegistryScanSchedule", ground, { timeZone: "Asia/Shanghai" });
    expect(found.startTime).to.equal("03:00");
  });

  it("calls what its permissions are for, and nothing else", async () => {
    for (const name of lookupNames) {
      const called = new Set<string>();
      const note = ({ sandbox }: Ground): void => {
        for (const { action } of sandbox.requests.entries) called.add(action);
      };
      const images = rows.find((one) => one.name === name);
      const schedule = schedules.find(
        ({ kind }) => name.toLowerCase().replace("get", "") === kind.toLowerCase(),
      );
      for (const { assume } of [{ assume: {} }, ...(schedule?.readings ?? [])]) {
        const vendor = await schedule?.start({ assume });
        const ground = vendor?.ground ?? (await images?.start());
        if (!ground) throw new Error(`no row of ${name}`);
        // Set by somebody else, by a name that has to be looked up.
        if (vendor && schedule)
          await ground.process(schedule.kind).create({ ...schedule.program, adopt: true });
        ground.sandbox.requests.clear();
        await asks(name, ground);
        note(ground);
      }
      const operations = lookup(name).description.permissions.map((one) => one.replace(/^.*:/, ""));
      expect([...called].sort(), name).to.deep.equal([...operations].sort());
    }
  });
});

function form(key: string | RegExp): RegExp {
  return typeof key === "string" ? new RegExp(`^${key.replaceAll(".", "\\.")}$`) : key;
}
