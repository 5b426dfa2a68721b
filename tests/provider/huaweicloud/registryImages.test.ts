import { expect } from "chai";
import { refusalOf } from "../../../tools/ground/run";
import { createAction, registryList, stopVendors, told, Vendor } from "./vendor";

const kind = "huaweicloud/registryScanTask";
const beyond = 9007199254740993n;
const instance = {
  instance_id: "i-1",
  instance_name: "acme-prod",
  instance_url: "acme-prod.swr-pro.myhuaweicloud.com",
};

/** Three registries that hold images of the same names. */
async function registries(): Promise<Vendor> {
  const vendor = await Vendor.start();
  const { registries, registryImages } = vendor.account;
  registries.add({ registry_name: "acme-prod", registry_type: "SwrEnterprise" });
  registries.add({
    registry_name: "acme-harbor",
    registry_type: "Harbor",
    registry_addr: "harbor.acme.example",
  });
  registryImages.add("team/api:1.4", { registry_name: "swr-private" });
  registryImages.add("team/web:2.0", { registry_name: "swr-private" });
  registryImages.add("team/web:2.0", { registry_name: "acme-harbor" });
  registryImages.add("team/web:2.0", { registry_name: "acme-prod", ...instance });
  registryImages.add("library/redis:7.4", { registry_name: "acme-harbor" });
  registryImages.add("payments/ledger:1.0", { registry_name: "acme-prod", id: beyond, ...instance });
  return vendor;
}

function idOf(vendor: Vendor, reference: string, registry: string): string {
  const row = vendor.account.registryImages
    .list()
    .find(
      ({ namespace, image_name, image_version, registry_name }) =>
        `${namespace}/${image_name}:${image_version}` === reference && registry_name === registry,
    );
  return String(row?.id);
}

/** The ids of the images of the newest submission. */
async function submitted(vendor: Vendor, ...images: unknown[]): Promise<string[]> {
  await vendor.run(kind).create({ images });
  vendor.account.finishScans();
  const { image_info } = vendor.body(createAction) as { image_info: { id: unknown }[] };
  return image_info.map(({ id }) => String(id));
}

describe("the images of registries", () => {
  afterEach(stopVendors);

  it("are found by a reference, a digest, and an id, whatever its size", async () => {
    const vendor = await registries();
    const api = idOf(vendor, "team/api:1.4", "swr-private");
    const digest = vendor.account.registryImages.get(api).image_digest;
    for (const name of [
      "team/api:1.4",
      `team/api@${digest}`,
      `team/api:1.4@${digest}`,
      "swr.cn-north-4.myhuaweicloud.com/team/api:1.4",
      { id: api },
      { id: Number(api) },
      { namespace: "team", imageName: "api", imageVersion: "1.4" },
      { namespace: "team", imageName: "api", imageDigest: digest },
    ])
      expect(await submitted(vendor, name), JSON.stringify(name)).to.deep.equal([api]);
    for (const name of ["payments/ledger:1.0", { id: String(beyond) }])
      expect(await submitted(vendor, name)).to.deep.equal([String(beyond)]);
    expect(vendor.requests(createAction).at(-1)?.rawBody).to.include('"id":9007199254740993,');
  });

  it("keep an id beyond 2^53 in state as its digits", async () => {
    const vendor = await registries();
    const stored = await vendor.run(kind).create({ images: ["payments/ledger:1.0", { id: String(beyond) }] });
    expect(Object.values(told(stored).resolved).map(({ id }) => id)).to.deep.equal([
      String(beyond),
      String(beyond),
    ]);
    // One image under two names is submitted once.
    expect(vendor.body(createAction).image_info).to.have.length(1);
  });

  it("of one name in several registries are told apart by a registry, an instance, or a host", async () => {
    const vendor = await registries();
    const web = "team/web:2.0";
    const named = { namespace: "team", imageName: "web", imageVersion: "2.0" };
    const [swr, enterprise, harbor] = ["swr-private", "acme-prod", "acme-harbor"].map((name) =>
      idOf(vendor, web, name),
    );
    const registry = vendor.account.registries.get("swr-private").id;
    for (const [name, id] of [
      [{ ...named, registryName: "swr-private" }, swr],
      [{ ...named, registryName: "acme-harbor" }, harbor],
      [{ ...named, registryId: registry }, swr],
      [{ ...named, instanceId: "i-1" }, enterprise],
      ["harbor.acme.example/team/web:2.0", harbor],
      [`team/web:2.0@${vendor.account.registryImages.get(enterprise ?? "").image_digest}`, enterprise],
      [{ id: swr }, swr],
    ])
      expect(await submitted(vendor, name), JSON.stringify(name)).to.deep.equal([id]);
  });

  it("of one name in several registries are ambiguous without: each is told, and how to tell them apart", async () => {
    const vendor = await registries();
    const error = await refusalOf(vendor.run(kind).create({ images: ["team/web:2.0"] }));
    expect(error.kind).to.equal("NotFound");
    const [swr, enterprise, harbor] = ["swr-private", "acme-prod", "acme-harbor"].map((name) =>
      idOf(vendor, "team/web:2.0", name),
    );
    expect(error.message).to.include("team/web:2.0 means 3 images: ");
    for (const place of [
      `#${swr} (SwrPrivate swr-private)`,
      `#${harbor} (Harbor acme-harbor)`,
      `#${enterprise} (SwrEnterprise acme-prod i-1)`,
    ])
      expect(error.message).to.include(place);
    expect(error.message).to.include("; add a digest, a registryId or an instanceId, or give the id");
    const host = "swr.cn-north-4.myhuaweicloud.com/team/web:2.0";
    expect(vendor.ours).to.deep.equal([]);
    expect(await submitted(vendor, host), "the host of SWR itself").to.deep.equal([swr]);
  });

  it("are not found by another registry, digest, kind of host, or id", async () => {
    const vendor = await registries();
    const named = { namespace: "team", imageName: "api", imageVersion: "1.4" };
    for (const name of [
      { ...named, registryName: "acme-harbor" },
      { ...named, registryId: "r-0" },
      { ...named, instanceId: "i-1" },
      `team/api:1.4@sha256:${"0".repeat(64)}`,
      "harbor.acme.example/team/api:1.4",
      "swr.cn-north-4.myhuaweicloud.com/library/redis:7.4",
      "acme-prod.swr-pro.myhuaweicloud.com/library/redis:7.4",
      "team/api",
      { id: 1 },
    ])
      expect(
        (await refusalOf(vendor.run(kind).create({ images: [name] }))).kind,
        JSON.stringify(name),
      ).to.equal("NotFound");
    expect(vendor.ours).to.deep.equal([]);
  });

  it("in SWR are those of its host, and of no other that looks like it", async () => {
    const vendor = await registries();
    expect(await submitted(vendor, "swr.cn-north-4.myhuaweicloud.com/team/api:1.4")).to.have.length(1);
    for (const host of [
      "swr.cn-north-4.myhuaweicloud.com.evil.example",
      "notswr.cn-north-4.myhuaweicloud.com",
      "swr.cn-north-4.example.com",
    ])
      expect(
        (await refusalOf(vendor.run(kind).create({ images: [`${host}/team/api:1.4`] }))).kind,
        host,
      ).to.equal("NotFound");
    // The European region's domain.
    const european = await Vendor.start({ accounts: [{ region: "eu-west-101" }] });
    european.account.registryImages.add("team/api:1.4");
    expect(await submitted(european, "swr.eu-west-101.myhuaweicloud.eu/team/api:1.4")).to.have.length(1);
  });

  it("in an instance of SWR Enterprise are those of its own host", async () => {
    const vendor = await registries();
    const web = "acme-prod.swr-pro.myhuaweicloud.com/team/web:2.0";
    expect(await submitted(vendor, web)).to.deep.equal([idOf(vendor, "team/web:2.0", "acme-prod")]);
  });

  it("in a registry that was added are those of its own host, not of any", async () => {
    const vendor = await registries();
    expect(await submitted(vendor, "harbor.acme.example/library/redis:7.4")).to.have.length(1);
    const error = await refusalOf(vendor.run(kind).create({ images: ["docker.io/library/redis:7.4"] }));
    expect(error.kind).to.equal("NotFound");
  });

  it("that came on two pages, as the list moved meanwhile, are one", async () => {
    const vendor = await Vendor.start();
    const { registryImages } = vendor.account;
    registryImages.addMany(250);
    const list = registryImages.list();
    const nameOf = (index: number): string => {
      const { namespace, image_name, image_version } = list[index] ?? {};
      return `${namespace}/${image_name}:${image_version}`;
    };
    const names = [nameOf(1), nameOf(199)];
    vendor.once(registryList, () => {
      const { id, namespace, image_name, image_version, image_digest } = list[199] ?? {};
      registryImages.remove(String(list[0]?.id));
      registryImages.remove(String(id));
      registryImages.add({ id, namespace, image_name, image_version, image_digest } as never);
    });
    await vendor.run(kind).create({ images: names });
    expect(vendor.ours[0]?.images).to.have.members(names);
  });

  it("without a namespace or a tag are told to HSS without an empty text", async () => {
    const vendor = await Vendor.start();
    const row = vendor.account.registryImages.add("team/api:1.4");
    Object.assign(row, { image_version: "", image_id: "", instance_id: "" });
    await vendor
      .run(kind)
      .create({ images: [{ namespace: "team", imageName: "api", imageDigest: row.image_digest }] });
    const { image_info } = vendor.body(createAction) as { image_info: Record<string, unknown>[] };
    expect(image_info[0]).to.have.property("namespace", "team");
    expect(Object.values(image_info[0] ?? {})).not.to.include("");
  });

  it("whose digest HSS does not say any more have not moved", async () => {
    const vendor = await Vendor.start();
    const row = vendor.account.registryImages.add("team/api:1.4");
    const stored = await vendor.run(kind).create({ images: ["team/api:1.4"] });
    Object.assign(row, { image_digest: "" });
    const read = await vendor.run(kind).refresh(stored);
    expect(read?.inputs.images).to.deep.equal({ "team/api:1.4": "" });
  });

  it("that moved are shown by a refresh, and scanned by the update, under a new id or the old one", async () => {
    for (const movedTag of ["newId", "sameId"] as const) {
      const vendor = await Vendor.start({ assume: { movedTag } });
      const { registryImages } = vendor.account;
      for (const name of ["team/api:1.4", "team/web:2.0"]) registryImages.add(name);
      const program = { images: ["team/api:1.4", "team/web:2.0"] };
      const stored = await vendor.run(kind).create(program);
      vendor.account.finishScans();
      const before = registryImages.get("team/api:1.4").image_digest.slice(0, 19);
      registryImages.move("team/api:1.4");
      const after = registryImages.get("team/api:1.4").image_digest.slice(0, 19);
      const read = await vendor.run(kind).refresh(stored);
      expect(read?.inputs.images).to.deep.equal({
        "team/api:1.4": `moved: ${before} → ${after}`,
        "team/web:2.0": "",
      });
      const next = await vendor.run(kind).update({ id: stored.id, state: read?.state ?? {} }, program);
      expect(vendor.ours.map(({ images }) => images)).to.deep.equal([program.images, ["team/api:1.4"]]);
      expect(told(next).runs.map(({ images }) => images)).to.deep.equal([1, 2]);
    }
  });

  for (const filter of [
    { imageType: "harbor" },
    { namespace: "library" },
    { imageName: "redis", imageVersion: "7.4" },
    { imageVersion: "7.4" },
    { scanStatus: "failed" },
    { scanStatus: "download_failed" },
    { scanStatus: "image_oversized" },
    { hasVul: true },
    { imageVersion: `v${"1".repeat(80)}` },
  ] as Record<string, unknown>[]) {
    it(`are selected by ${JSON.stringify(filter).slice(0, 50)}`, async () => {
      const vendor = await Vendor.start();
      const { registries, registryImages } = vendor.account;
      registries.add({ registry_name: "acme-harbor", registry_type: "Harbor" });
      const scan_status = String(filter.scanStatus ?? "success");
      registryImages.add("team/api:1.4");
      registryImages.add({
        namespace: "library",
        image_name: "redis",
        image_version: String(filter.imageVersion ?? "7.4"),
        registry_name: "acme-harbor",
        scan_status,
        vul_num: 3,
      });
      const stored = await vendor.run(kind).create({ filter });
      expect(vendor.ours.map(({ images }) => images)).to.deep.equal([
        [`library/redis:${String(filter.imageVersion ?? "7.4")}`],
      ]);
      expect(told(stored).taskId).to.equal(vendor.ours[0]?.taskId);
    });
  }
});
