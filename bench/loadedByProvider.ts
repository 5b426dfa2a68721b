// For a process of its own: what Pulumi's provider process pays for our handlers, before and after the first use of a
// cloud, whose kind of resource and first inputs are the arguments.
import type { DynamicProvider } from "../provider/host/dynamic";
import { type Footprint, footprintOf } from "./footprint";

export interface Loaded {
  readonly provider: Footprint;
  /** A plan. */
  readonly check: Footprint;
  /** The first refresh, and with it the first call to the vendor. */
  readonly read: Footprint;
  readonly sdks: { readonly afterCheck: readonly string[]; readonly afterRead: readonly string[] };
}

async function main([kind = "", text = "{}"]: readonly string[]): Promise<void> {
  let handlers: DynamicProvider | undefined;
  const program = JSON.parse(text);
  const provider = await footprintOf(() => {
    handlers = (require("pulumi-image-scan/provider") as typeof import("../provider")).dynamic(kind);
  });
  const { inputs } = (await handlers?.check({}, program)) ?? {};
  const check = await footprintOf(() => handlers?.check({}, program));
  const afterCheck = vendorSdks();
  const read = await footprintOf(() => handlers?.read("scan", { ...inputs, runs: [] }));
  const loaded: Loaded = { provider, check, read, sdks: { afterCheck, afterRead: vendorSdks() } };
  process.send?.(loaded);
}

/** The vendors' packages among the modules that are loaded. */
function vendorSdks(): string[] {
  const names = Object.keys(require.cache).map(
    (file) =>
      /\/node_modules\/(tencentcloud[^/]*|@alicloud\/[^/]+|@huaweicloud\/[^/]+)\//.exec(
        file.replaceAll("\\", "/"),
      )?.[1],
  );
  return [...new Set(names.filter((name) => name !== undefined))];
}

void main(process.argv.slice(2));
