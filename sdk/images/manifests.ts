import * as pulumi from "@pulumi/pulumi";
import type { Node } from "yaml";
import { isManifest, type ManifestImage, manifestImages, type Tree } from "./manifestImages";
import { ManifestText } from "./manifestText";

/** What is done with the images of manifests. */
export interface Visitor {
  /** What is to be written in place of an image that stands at `where`. */
  image(image: string, where: string): string;
  /** Why a part of the manifests cannot be read, with its place. Of such a part not all images may be visited. */
  fault(fault: string): void;
}

/**
 * `value`, one or more manifests that stand at `place`, each a text or an object, with what `visitor` says of each image
 * in its place, and nothing else touched.
 */
export function visitManifests(value: unknown, place: string, visitor: Visitor): unknown {
  if (Array.isArray(value))
    return value.map((one, index) => visitManifests(one, `${place}[${index}]`, visitor));
  return typeof value === "string" ? visitText(value, place, visitor) : visitObject(value, place, visitor);
}

/** Fails with all `faults`, if there are some. */
export function refuse(what: string, faults: readonly string[]): void {
  if (faults.length === 0) return;
  // Pulumi prints no more of this error than its message.
  throw new pulumi.RunError(`${what}\n${faults.map((one) => `  - ${one}`).join("\n")}`);
}

function visitText(text: string, place: string, visitor: Visitor): string {
  const read = new ManifestText(text);
  for (const fault of read.faults) visitor.fault(placed(place, fault));
  const strings = new Map<Node, string>();
  for (const found of read.images) {
    const where = placed(place, found.document, found.manifest, `${found.path} (line ${found.line})`);
    // What other tools take the string for, only they know.
    const { tag } = found.value;
    if (tag !== undefined && tag !== "tag:yaml.org,2002:str") visitor.fault(`${where}: has the tag ${tag}`);
    const image = visitor.image(found.image, where);
    if (image !== found.image) strings.set(found.value, image);
  }
  return read.with(strings);
}

function visitObject(value: unknown, place: string, visitor: Visitor): unknown {
  if (pulumi.Resource.isInstance(value) || !isManifest(value, objects)) {
    const what = pulumi.Resource.isInstance(value)
      ? "is a resource that is declared already: give what it is declared with"
      : "is no manifest: it has neither `kind` nor `spec`";
    visitor.fault(placed(place, what));
    return value;
  }
  const edits = new Map<unknown, Record<string, string>>();
  for (const found of manifestImages(value, objects)) {
    const image = visitor.image(found.image, whereIs(found, place));
    edits.set(found.holder, { ...edits.get(found.holder), [found.name]: image });
  }
  return copied(value, edits);
}

function whereIs({ manifest, path }: ManifestImage<unknown>, place: string): string {
  return placed(place, manifest, path);
}

const objects: Tree<unknown> = {
  properties: (value) => (isObject(value) ? Object.entries(value) : undefined),
  elements: (value) => (Array.isArray(value) ? value : undefined),
  text: (value) => (typeof value === "string" ? value : undefined),
};

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value` with the properties that `edits` has for an object in it. */
function copied(value: unknown, edits: ReadonlyMap<unknown, Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((one) => copied(one, edits));
  if (!isObject(value)) return value;
  const copies = Object.entries(value).map(([name, one]) => [name, copied(one, edits)] as const);
  return { ...Object.fromEntries(copies), ...edits.get(value) };
}

function placed(...places: string[]): string {
  return places.filter((one) => one !== "").join(", ");
}
