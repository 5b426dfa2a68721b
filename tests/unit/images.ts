import fc from "fast-check";

/** An image in a registry, apart from how a program writes it. */
export interface Named {
  readonly host: string | undefined;
  readonly namespace: string;
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  readonly instanceId: string | undefined;
  readonly instanceName: string | undefined;
  readonly registryType: string | undefined;
}

export type Written = string | Record<string, string | number>;

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const word = fc.stringMatching(/^[a-z0-9]{1,3}([._-][a-z0-9]{1,2})?$/);

export const images: fc.Arbitrary<Named> = fc.record({
  host: maybe(fc.constantFrom("ccr.ccs.tencentyun.com", "localhost", "registry:5000")),
  // Without a dot: a first part with one is a host's.
  namespace: fc.stringMatching(/^[a-z0-9]{1,3}([_-][a-z0-9]{1,2})?$/),
  name: word,
  tag: maybe(fc.constantFrom("latest", "1.4", "V2_x")),
  digest: maybe(fc.constantFrom("a", "b").map((digit) => `sha256:${digit.repeat(64)}`)),
  instanceId: maybe(fc.constantFrom("ins-1", "ins-2")),
  instanceName: maybe(fc.constantFrom("acme", "acme/prod")),
  registryType: maybe(fc.constantFrom("tcr", "harbor")),
});

export const ids: fc.Arbitrary<string> = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String);

/** Every way to write the image: all of them mean the same one. */
export function writings(image: Named): Written[] {
  const { host, namespace, name, tag, digest, instanceId, instanceName, registryType } = image;
  const forms: Written[] = [];
  const at = digest === undefined ? "" : `@${digest}`;
  // No tag and no digest is the tag `latest`.
  const tags = tag === undefined ? [""] : [`:${tag}`];
  if (digest === undefined && (tag === undefined || tag === "latest")) tags.push("", ":latest");
  const registry = { instanceId, instanceName, registryType };
  const inRegistry = Object.values(registry).some((one) => one !== undefined);
  const hosts =
    host === undefined ? [""] : [`${host}/`, `${host.toUpperCase().replace("LOCALHOST", "localhost")}/`];
  for (const prefix of hosts) {
    for (const suffix of tags) {
      if (!inRegistry) forms.push(`${prefix}${namespace}/${name}${suffix}${at}`);
      const coordinates = {
        namespace: `${prefix}${namespace}`,
        name,
        tag: suffix === "" ? undefined : suffix.slice(1),
        digest,
        ...registry,
      };
      const given = Object.entries(coordinates).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      forms.push(Object.fromEntries(given), Object.fromEntries(given.reverse()));
    }
  }
  return forms;
}

/** Every way to write the image with this id of the vendor's. */
export function idWritings(id: string): Written[] {
  return Number.isSafeInteger(Number(id)) ? [{ id }, { id: Number(id) }] : [{ id }];
}
