import { resource } from "../provider";
import type { ResourceState } from "../tools/engine/project";
import { namesOf, withImages } from "./sets";
import type { Way } from "./stacks";

const kind = "tencentcloud/registryScanTask";
const { fields, outputs } = resource(kind).description;
/** Every property of the class: what a program may read must have its place when the resource is declared. */
const places = `{ ${Object.keys({ ...fields, ...outputs })
  .map((name) => `${name}: undefined`)
  .join(", ")} }`;

/** Our class. */
export const ours: Way = {
  program: (resources, images) =>
    programOf(
      { resources, images },
      'const { tencentcloud: { RegistryScanTask: Task } } = require("pulumi-image-scan");',
    ),
  grown,
};

/** The same resource and handlers as `pulumi.dynamic.Resource`, which makes a text of `provider`. */
const closure = (provider: string): Way => ({
  program: (resources, images) =>
    programOf(
      { resources, images },
      `const pulumi = require("@pulumi/pulumi");
const kind = ${JSON.stringify(kind)};
const made = () => ({
  check: async (olds, news) => require("pulumi-image-scan/provider").dynamic(kind).check(olds, news),
  diff: async (id, olds, news) => require("pulumi-image-scan/provider").dynamic(kind).diff(id, olds, news),
  create: async (inputs) => require("pulumi-image-scan/provider").dynamic(kind).create(inputs),
  read: async (id, state) => require("pulumi-image-scan/provider").dynamic(kind).read(id, state),
  update: async (id, olds, news) => require("pulumi-image-scan/provider").dynamic(kind).update(id, olds, news),
  delete: async (id, state) => require("pulumi-image-scan/provider").dynamic(kind).delete(id, state),
});
const shared = made();
class Task extends pulumi.dynamic.Resource {
  constructor(name, args) {
    super(${provider}, name, { ...${places}, ...args });
  }
}`,
    ),
});

/** One provider object for all resources. */
export const sharedClosure = closure("shared");

/** A provider object for each, as in `super(new Provider(), …)`. */
export const ownClosure = closure("made()");

const doesNothing = `exports.handler = () => ({
  check: async (olds, inputs) => ({ inputs }),
  diff: async () => ({ changes: false }),
  create: async (inputs) => ({ id: "floor", outs: inputs }),
  update: async (id, olds, inputs) => ({ outs: inputs }),
  delete: async () => {},
});`;

/** What is left without us: a `CustomResource` with a constant text, and handlers that do nothing. */
const bottom = (properties: string): Way => ({
  program: (resources, images) =>
    programOf(
      { resources, images },
      `const pulumi = require("@pulumi/pulumi");
const __provider = ${JSON.stringify(doesNothing)};
class Task extends pulumi.CustomResource {
  constructor(name, args) {
    super("pulumi-nodejs:dynamic/bench:Task", name, { ...${properties}, ...args, __provider });
  }
}`,
    ),
  // Its check leaves the list of images as it is. Its outputs are ours, so that the engine carries the same.
  grown: (kept, images) => {
    const { inputs, outputs } = grown(kept, images);
    return { ...kept, inputs: { ...inputs, images: listOf(images) }, ...(outputs && { outputs }) };
  },
});

/** With the properties of our class, as any class has them that Pulumi's own tools generate. */
export const floor = bottom(places);

/** With no property that a program could read but those that it gives. */
export const floorWithoutOutputs = bottom("{}");

/** A program of so many resources of a `Task` that `declared` declares. */
function programOf({ resources, images }: { resources: number; images: number }, declared: string): string {
  const list =
    images <= stocked.length
      ? JSON.stringify(stocked)
      : `Array.from({ length: ${images} }, (_, index) => \`bulk/service-\${index % 100}:1.\${index}\`)`;
  return `${declared}
const images = ${list};
for (let index = 0; index < ${resources}; index += 1) new Task("r" + index, { images });
`;
}

/** Images that the sandbox has from the start. */
const stocked = ["team/api:1.4", "team/web:2.0", "team/worker:2026.03"];

function listOf(images: number): string[] {
  return images <= stocked.length ? stocked : namesOf(images);
}

/** `kept` with so many images in place of those that the engine has created it with. */
function grown(kept: ResourceState, images: number): ResourceState {
  if (images <= stocked.length) return kept;
  const many = withImages(images);
  return {
    ...kept,
    inputs: { ...kept.inputs, images: many.images },
    outputs: { ...kept.outputs, ...many },
  };
}
