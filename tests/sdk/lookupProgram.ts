// A program for a process of its own: asks the vendors, or mocks of them, and prints each answer as a line of JSON.
import * as pulumi from "@pulumi/pulumi";
import * as sdk from "pulumi-image-scan";

export interface Asked {
  readonly cloud: "tencentcloud" | "alicloud" | "huaweicloud";
  /** The function's name; with `Output` at its end its arguments come as Outputs. */
  readonly name: string;
  readonly args?: object;
}

export interface Script {
  readonly asked: readonly Asked[];
  /** The stack's configuration. */
  readonly config?: Record<string, string>;
  /** Whether mocks answer, with their own token. */
  readonly mocked?: true;
}

async function main({ asked, config = {}, mocked }: Script): Promise<void> {
  pulumi.runtime.setAllConfig(config);
  if (mocked) {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: ({ token, inputs }) => ({ images: [{ reference: token, key: JSON.stringify(inputs) }] }),
    });
  }
  const isLoaded = (): boolean => require.resolve("pulumi-image-scan/provider") in require.cache;
  console.log(JSON.stringify({ loaded: isLoaded() }));
  for (const { cloud, name, args } of asked) {
    try {
      console.log(JSON.stringify({ answer: await ask(cloud, name, args) }));
    } catch (failure) {
      console.log(
        JSON.stringify({ refused: (failure as Error).message, run: pulumi.RunError.isInstance(failure) }),
      );
    }
  }
  console.log(JSON.stringify({ loaded: isLoaded() }));
}

async function ask(cloud: Asked["cloud"], name: string, args: object | undefined): Promise<unknown> {
  const { tencentcloud, alicloud, huaweicloud } = sdk;
  const clouds = { tencentcloud, alicloud, huaweicloud };
  const functions = clouds[cloud] as unknown as Record<string, (args?: object) => unknown>;
  const asked = functions[name] ?? (() => Promise.reject(new TypeError(`no ${cloud}.${name}`)));
  if (!name.endsWith("Output")) return await asked(args);
  const later = Object.entries(args ?? {}).map(([one, value]) => [
    one,
    pulumi.output(Promise.resolve(value)),
  ]);
  const output = asked(Object.fromEntries(later)) as pulumi.Output<unknown>;
  return await new Promise((resolve) => {
    output.apply(resolve);
  });
}

/** What is answered goes where it is meant to go: a type that did not fit would not compile. */
export async function declared(): Promise<void> {
  const { images } = await sdk.tencentcloud.getRegistryImages({ filter: { namespaces: ["team"] } });
  new sdk.tencentcloud.RegistryScanTask("release", { images: images.map(({ reference }) => reference) });
  const nodes = sdk.huaweicloud.getLocalImagesOutput({ filter: { imageName: pulumi.output("team") } });
  new sdk.huaweicloud.LocalScanTask("nodes", {
    images: nodes.apply((found) => found.images.map(({ reference }) => reference)),
  });
  const known = await sdk.alicloud.getRegistryImages();
  new sdk.alicloud.RegistryScanTask("known", { images: known.images.map(({ reference }) => reference) });
}

void main(JSON.parse(process.argv[2] ?? ""));
