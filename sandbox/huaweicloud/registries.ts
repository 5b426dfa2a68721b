import { madeUpUuid } from "./madeUp";

/** What kinds of registries HSS knows, and what it calls the images of each. */
export const IMAGE_TYPES = {
  SwrPrivate: "private_image",
  SwrShared: "shared_image",
  SwrEnterprise: "instance_image",
  Harbor: "harbor",
  Jfrog: "jfrog",
  Other: "other_image",
} as const;

export const REGISTRY_TYPES = Object.keys(IMAGE_TYPES) as readonly RegistryType[];

export type RegistryType = keyof typeof IMAGE_TYPES;

/** A registry as HSS lists it, in its own words. */
export type Registry = {
  id: string;
  registry_name: string;
  registry_type: RegistryType;
  api_version: string;
  protocol: string;
  registry_addr: string;
  registry_username: string;
  namespace: string;
  connect_cluster_id: string;
  get_scan_image_channel: string;
  status: string;
  fail_reason: string;
  latest_sync_time: number;
};

/** What `add` takes: the name, and whatever else is to differ from a plain registry. */
export type NewRegistry = Partial<Registry> & Pick<Registry, "registry_name">;

interface Kept {
  readonly row: Registry;
  readonly enterpriseProject: string;
}

const plainRegistry = (name: string): Registry => ({
  id: madeUpUuid(`registry ${name}`),
  registry_name: name,
  registry_type: "SwrPrivate",
  api_version: "V2",
  protocol: "https",
  registry_addr: `${name}.example.com`,
  registry_username: "",
  namespace: "",
  connect_cluster_id: "",
  get_scan_image_channel: "Swr",
  status: "success",
  fail_reason: "",
  latest_sync_time: 0,
});

/** The registries that are connected to HSS, in the order in which they were. */
export class Registries {
  readonly #kept: Kept[] = [];

  /** @param left what happens to the images of a registry that is removed */
  constructor(
    private readonly clock: () => number,
    private readonly left: (registry: Registry) => void,
  ) {}

  list(): Readonly<Registry>[] {
    return this.#kept.map(({ row }) => row);
  }

  /** Connects a registry: its name, or its fields. It belongs to the default enterprise project if not said. */
  add(registry: string | NewRegistry, enterpriseProject = "0"): Readonly<Registry> {
    const given = typeof registry === "string" ? { registry_name: registry } : registry;
    const plain = plainRegistry(given.registry_name);
    for (const [name, value] of Object.entries(given)) {
      if (!Object.hasOwn(plain, name)) throw new TypeError(`a registry has no ${name}`);
      if (typeof value !== typeof plain[name as keyof Registry]) {
        throw new TypeError(`${name} of a registry is a ${typeof plain[name as keyof Registry]}`);
      }
    }
    if (!given.registry_name) throw new TypeError("a registry needs a registry_name");
    const row = { ...plain, latest_sync_time: this.clock(), ...given };
    if (!REGISTRY_TYPES.includes(row.registry_type)) {
      throw new TypeError(`registry_type is one of ${REGISTRY_TYPES.join(", ")}`);
    }
    for (const { id, registry_name } of this.list()) {
      if (id === row.id || registry_name === row.registry_name) {
        throw new RangeError(`a registry ${registry_name} (${id}) is there already`);
      }
    }
    this.#kept.push({ row, enterpriseProject });
    return row;
  }

  /** Disconnects the registry of this id or name; its images go with it. */
  remove(idOrName: string): Readonly<Registry> {
    const kept = this.#get(idOrName);
    this.#kept.splice(this.#kept.indexOf(kept), 1);
    this.left(kept.row);
    return kept.row;
  }

  /** The registry of this id or name; throws when there is none. */
  get(idOrName: string): Readonly<Registry> {
    return this.#get(idOrName).row;
  }

  /** @internal The registry that images go to when none is said. */
  first(): Readonly<Registry> {
    const [first] = this.#kept;
    if (!first) throw new RangeError("no registry is connected");
    return first.row;
  }

  /** @internal */
  enterpriseProjectOf({ id }: Registry): string {
    return this.#get(id).enterpriseProject;
  }

  #get(idOrName: string): Kept {
    const found = this.#kept.find(({ row }) => row.id === idOrName || row.registry_name === idOrName);
    if (!found) throw new RangeError(`no registry is ${idOrName}`);
    return found;
  }
}
