/** How the values of a manifest are read, be they a program's objects or the nodes of a YAML text. */
export interface Tree<N> {
  /** The properties of an object, in their order; undefined for what is none. */
  properties(value: N): Iterable<readonly [name: string, value: N]> | undefined;
  /** The elements of an array; undefined for what is none. */
  elements(value: N): Iterable<N> | undefined;
  /** A string; undefined for what is none. */
  text(value: N): string | undefined;
}

/** One place of a manifest that names an image. */
export interface ManifestImage<N> {
  readonly image: string;
  /** The string itself, and the object of which it is the property `name`. */
  readonly value: N;
  readonly holder: N;
  readonly name: string;
  /** The manifest's kind and name, as `Deployment "api"`, as far as it has them. */
  readonly manifest: string;
  /** As `spec.template.spec.containers[0].image`. */
  readonly path: string;
}

/** What a value is, by where it stands: it says which of its properties name images. */
type Role = "manifest" | "below" | "volumes" | "volume" | "volume's image";

/**
 * Every image that `root`, a manifest or an array of manifests, names for a container to run or a volume to hold:
 *
 * - each string named `image`, however deep below the `spec` or the `template` of a manifest, so that custom resources
 *   are covered whose schema nobody knows here;
 * - `image.reference` of each element of a `volumes` there;
 * - the same of each manifest in `items`, of which lists are made.
 *
 * Nothing else is one: no `data`, no `status`, nothing in a `metadata`, and no object named `image`. What a merge key
 * `<<` brings in counts even where another key overrides it, as parsers differ in which of the two wins.
 */
export function* manifestImages<N>(root: N, tree: Tree<N>): Generator<ManifestImage<N>> {
  const walked = new Map<N, Set<Role>>();
  yield* within(root, "manifest", "", "");

  function* within(value: N, role: Role, manifest: string, path: string): Generator<ManifestImage<N>> {
    const roles = walked.get(value) ?? new Set();
    // An anchor may be referred to often, even from within itself.
    if (roles.has(role)) return;
    walked.set(value, roles.add(role));
    let index = 0;
    for (const element of tree.elements(value) ?? []) {
      yield* within(element, role === "volumes" ? "volume" : role, manifest, `${path}[${index++}]`);
    }
    const called = (role === "manifest" && label(value, tree)) || manifest;
    for (const [name, property] of tree.properties(value) ?? []) {
      const image = tree.text(property);
      const at = name === "<<" ? path : path === "" ? name : `${path}.${name}`;
      if (image !== undefined && namesImage(name, role)) {
        yield { image, value: property, holder: value, name, manifest: called, path: at };
      }
      const next = roleOf(name, role);
      if (next !== undefined) yield* within(property, next, called, at);
    }
  }
}

/** Whether `value` can be a manifest at all, be it one whose kind is left to the resource that it is given to. */
export function isManifest<N>(value: N, tree: Tree<N>): boolean {
  const names = new Set(["kind", "spec", "template", "items", "objects", "<<"]);
  return [...(tree.properties(value) ?? [])].some(([name]) => names.has(name));
}

function namesImage(name: string, role: Role): boolean {
  if (role === "manifest") return false;
  return name === "image" || (role === "volume's image" && name === "reference");
}

/** What the property `name` of something is; undefined where no image can be in it. */
function roleOf(name: string, role: Role): Role | undefined {
  if (name === "<<") return role;
  if (role === "manifest") {
    if (name === "items" || name === "objects") return "manifest";
    return name === "spec" || name === "template" ? "below" : undefined;
  }
  if (name === "metadata") return undefined;
  if (name === "volumes") return "volumes";
  return role === "volume" && name === "image" ? "volume's image" : "below";
}

function label<N>(manifest: N, tree: Tree<N>): string {
  const kind = textOf(manifest, "kind", tree);
  const metadata = propertyOf(manifest, "metadata", tree);
  const name = metadata === undefined ? undefined : textOf(metadata, "name", tree);
  return `${kind ?? ""}${name === undefined ? "" : ` ${JSON.stringify(name)}`}`.trim();
}

function textOf<N>(value: N, name: string, tree: Tree<N>): string | undefined {
  const property = propertyOf(value, name, tree);
  return property === undefined ? undefined : tree.text(property);
}

function propertyOf<N>(value: N, name: string, tree: Tree<N>): N | undefined {
  for (const [one, property] of tree.properties(value) ?? []) if (one === name) return property;
  return undefined;
}
