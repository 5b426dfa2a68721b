import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as pulumi from "@pulumi/pulumi";

interface Rendered {
  path: string;
  text: string;
}

/** A file with a text: stands for whatever a program rolls out, where there is no cluster. */
export class RenderedFile extends pulumi.dynamic.Resource {
  constructor(
    name: string,
    file: { path: string; text: pulumi.Input<string> },
    opts?: pulumi.ResourceOptions,
  ) {
    super(provider, name, file, opts);
  }
}

function write({ path, text }: Rendered): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const provider: pulumi.dynamic.ResourceProvider<Rendered, Rendered> = {
  async create(file) {
    write(file);
    return { id: file.path, outs: file };
  },
  async update(_id, _olds, file) {
    write(file);
    return { outs: file };
  },
  async delete(_id, { path }) {
    rmSync(path, { force: true });
  },
};
