// Two statements each: the TypeScript that Pulumi falls back to, 3.8, knows no `type` inside braces.
export { fromFile } from "./fromFile";
export type { FromKubernetesOptions } from "./fromKubernetes";
export { fromKubernetes } from "./fromKubernetes";
export type { Image } from "./image";
export type { PinOptions } from "./pin";
export { pin } from "./pin";
export type { ImageList } from "./sets";
export { difference, intersection, union } from "./sets";
