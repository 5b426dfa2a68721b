import { expect } from "chai";
import { failureOf, stopSandboxes } from "../support";
import { emptyHss, type Hss } from "./support";

const OFF = {
  enabled: false,
  scan_cycle: 7,
  scan_scope: 2147483647,
  rate_limit: 0,
  time_scope: 0,
  registry_info: [],
};

const read = (call: Hss, query: object = {}) =>
  call("ListImageScanPolicy", { query: { type: "cycle", ...query } });
const write = (call: Hss, body: object, query: object = {}) =>
  call("ModifyImageScanPolicy", { body, query: { ...query } });

/** An empty project with two registries, and how a write names them. */
async function withRegistries() {
  const started = await emptyHss();
  const { registries } = started.account;
  registries.add({ registry_name: "harbor", registry_type: "Harbor" });
  const [swr, harbor] = registries.list().map(({ id: registry_id, registry_name, registry_type }) => ({
    registry_id,
    registry_name,
    registry_type,
  }));
  return { ...started, registries, swr, harbor };
}

describe("sandbox huaweicloud policy", () => {
  afterEach(stopSandboxes);

  it("is off before anyone has set it, and knows every registry", async () => {
    const { account, call, swr, harbor } = await withRegistries();
    const { registry_info: _, ...off } = OFF;
    expect(await read(call)).to.deep.equal({
      ...off,
      is_all: false,
      total_registry_num: 2,
      registry_list: [
        { is_selected: false, ...swr },
        { is_selected: false, ...harbor },
      ],
      httpStatusCode: 200,
    });
    expect(account.scannerPolicy.value).to.equal(undefined);
  });

  it("is written as a whole, with no answer, and read back with its registries marked", async () => {
    const { account, call, swr, harbor } = await withRegistries();
    const wanted = {
      enabled: true,
      scan_cycle: 3,
      scan_scope: 983040,
      rate_limit: 100,
      time_scope: 1,
      registry_info: [harbor],
    };
    expect(await write(call, wanted)).to.deep.equal({ httpStatusCode: 200 });
    expect(account.scannerPolicy.value).to.deep.equal(wanted);
    const { registry_info: _, ...setting } = wanted;
    expect(await read(call)).to.deep.include({
      ...setting,
      is_all: false,
      registry_list: [
        { is_selected: false, ...swr },
        { is_selected: true, ...harbor },
      ],
    });
    await write(call, { ...OFF, registry_info: [swr, harbor] });
    expect((await read(call)).is_all).to.equal(true);
  });

  it("does not scan a registry that is connected later, and forgets one that is gone", async () => {
    const { call, registries, swr, harbor } = await withRegistries();
    await write(call, { ...OFF, registry_info: [swr, harbor] });
    registries.add("newcomer");
    expect(await read(call)).to.include({ is_all: false, total_registry_num: 3 });
    registries.remove("newcomer");
    registries.remove("harbor");
    expect(await read(call)).to.deep.include({
      is_all: true,
      total_registry_num: 1,
      registry_list: [{ is_selected: true, ...swr }],
    });
    registries.remove("swr-private");
    expect(await read(call)).to.include({ is_all: false, total_registry_num: 0 });
    const failure = await failureOf(write(call, { ...OFF, registry_info: [harbor] }));
    expect(failure).to.include({ errorCode: "HSS.0011", httpStatusCode: 400 });
  });

  it("refuses a write that lacks a field, or has a value that is none", async () => {
    const { account, call, swr } = await withRegistries();
    for (const name of Object.keys(OFF)) {
      const { [name as keyof typeof OFF]: _, ...rest } = OFF;
      const failure = await failureOf(write(call, rest));
      expect(failure, name).to.include({
        errorCode: "HSS.0001",
        errorMsg: `Invalid parameter: ${name} is missing.`,
      });
    }
    for (const wrong of [
      { scan_cycle: 1 },
      { scan_cycle: "7" },
      { time_scope: 2 },
      { rate_limit: 1001 },
      { scan_scope: 5 },
      { registry_info: [{ registry_id: swr?.registry_id }] },
      { registry_info: [{ ...swr, registry_name: "other" }] },
      { registry_info: [{ ...swr, registry_type: "Nothing" }] },
    ]) {
      const failure = await failureOf(write(call, { ...OFF, ...wrong }));
      expect(failure, JSON.stringify(wrong)).to.include({ errorCode: "HSS.0001" });
    }
    expect(account.scannerPolicy.value).to.equal(undefined);
  });

  it("is read by type, which is required; nobody has ever set that of manual scans", async () => {
    const { account, call } = await withRegistries();
    account.scannerPolicy.edit({ enabled: true });
    expect((await read(call)).enabled).to.equal(true);
    expect((await read(call, { type: "manual" })).enabled).to.equal(false);
    expect((await read(call, { global_image_type: "registry" })).enabled).to.equal(true);
    expect(await failureOf(call("ListImageScanPolicy"))).to.include({ errorCode: "HSS.0001" });
    expect(await failureOf(read(call, { type: "weekly" }))).to.include({ errorCode: "HSS.0001" });
  });

  it("can be changed as in the console, by fields that it has", async () => {
    const { account, call } = await withRegistries();
    account.scannerPolicy.edit({ scan_cycle: 14, rate_limit: 30 });
    expect(await read(call)).to.include({ enabled: false, scan_cycle: 14, rate_limit: 30 });
    expect(() => account.scannerPolicy.edit({ scan_cycle: "14" as unknown as number })).to.throw(
      TypeError,
      "scan_cycle is not an integer",
    );
    expect(() => account.scannerPolicy.edit({ scanCycle: 14 } as object)).to.throw("no scanCycle");
  });

  it("is one for each enterprise project", async () => {
    const { account, call } = await emptyHss({ accounts: [{ enterpriseProjects: ["eps-1"] }] });
    const registry = account.registries.add("theirs", "eps-1");
    const theirs = { enterprise_project_id: "eps-1" };
    const named = { registry_id: registry.id, registry_name: "theirs", registry_type: "SwrPrivate" };
    await write(call, { ...OFF, enabled: true, registry_info: [named] }, theirs);
    expect(await read(call)).to.include({ enabled: false, total_registry_num: 1 });
    expect(await read(call, theirs)).to.deep.include({
      enabled: true,
      is_all: true,
      registry_list: [{ is_selected: true, ...named }],
    });
    expect(account.scannerPolicyOf("eps-1").value?.enabled).to.equal(true);
    const failure = await failureOf(write(call, { ...OFF, registry_info: [named] }));
    expect(failure).to.include({ errorCode: "HSS.0011" });
  });
});
