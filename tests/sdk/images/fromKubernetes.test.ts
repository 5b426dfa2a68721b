import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { images } from "../../../sdk";
import type { FromKubernetesOptions } from "../../../sdk/images";
import { run } from "../../package/command";
import { root } from "../../package/installed";
import { digest, outcomeOf, pod } from "./outcome";

const shop = `
kind: Deployment
metadata: {name: shop}
spec:
  template:
    spec:
      initContainers: [{image: team/migrate:1}]
      containers: [{image: team/web}, {image: "team/web:latest"}]
      ephemeralContainers: [{image: busybox:1.36}]
      volumes: [{image: {reference: "team/data@${digest("a")}"}}]
---
kind: CronJob
spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: registry.k8s.io/pause:3.9}]}}}}}
---
kind: Rollout
apiVersion: argoproj.io/v1alpha1
spec: {template: {spec: {containers: [{image: registry-vpc.cn-hangzhou.aliyuncs.com/team/api:1}]}}}
`;
const all = [
  "busybox:1.36",
  "registry-vpc.cn-hangzhou.aliyuncs.com/team/api:1",
  "registry.k8s.io/pause:3.9",
  `team/data@${digest("a")}`,
  "team/migrate:1",
  "team/web",
];

async function imagesOf(manifests: unknown, options?: FromKubernetesOptions): Promise<string[]> {
  const { value, refused } = await outcomeOf(images.fromKubernetes(manifests, options));
  if (value === undefined) throw new Error(refused);
  return value;
}

async function refusal(manifests: unknown, options?: FromKubernetesOptions): Promise<string[]> {
  const { refused = "nothing" } = await outcomeOf(images.fromKubernetes(manifests, options));
  return refused.split("\n  - ");
}

describe("images.fromKubernetes", () => {
  it("finds the images of all kinds of containers and workloads, each once, in order", async () => {
    expect(await imagesOf(shop)).to.deep.equal(all);
  });

  it("takes texts, objects, and arrays of them, known or known later", async () => {
    const later = pulumi.output(Promise.resolve("b:1"));
    expect(await imagesOf([pod("c:1"), "kind: Pod\nspec: {image: a}", [pod(later)]])).to.deep.equal([
      "a",
      "b:1",
      "c:1",
    ]);
    const unknown = pulumi.output(pulumi.unknown);
    expect((await outcomeOf(images.fromKubernetes([pod("a"), pod(unknown)]))).known).to.equal(false);
  });

  it("keeps the public host of a registry where manifests name it by both", async () => {
    const [vpc, open] = ["registry-vpc", "registry"].map(
      (name) => `${name}.cn-hangzhou.aliyuncs.com/team/api:1`,
    );
    expect(await imagesOf([pod(vpc), pod(open)])).to.deep.equal([open]);
  });

  it("keeps to registries, be they named by a private host or a public one, or with a path", async () => {
    const of = (...registries: string[]) => imagesOf(shop, { registries });
    expect(await of("registry.cn-hangzhou.aliyuncs.com")).to.deep.equal([all[1]]);
    expect(await of("Registry-VPC.cn-hangzhou.aliyuncs.com/team/")).to.deep.equal([all[1]]);
    expect(await of("docker.io/team", "registry.k8s.io")).to.deep.equal([all[2], ...all.slice(3)]);
    expect(await of("docker.io")).to.deep.equal([all[0], ...all.slice(3)]);
  });

  it("does not take the beginning of a name for a path", async () => {
    expect(await refusal(pod("docker.io/teams/api:1"), { registries: ["docker.io/team"] })).to.deep.equal([
      "images.fromKubernetes: the images cannot be told",
      'registries: no image is of "docker.io/team"',
    ]);
    expect(
      await imagesOf(pod("docker.io/team/api:1"), { registries: ["docker.io/team/api"] }),
    ).to.have.length(1);
  });

  it("leaves out what it is told to, and refuses what matches nothing", async () => {
    const leave = ["registry.k8s.io/*", "team/web:latest"];
    expect(await imagesOf(shop, { leave })).to.deep.equal(all.filter((one) => !/k8s|web/.test(one)));
    expect(await refusal(shop, { leave: ["none:*"], registries: ["docker.io", "quay.io"] })).to.deep.equal([
      "images.fromKubernetes: the images cannot be told",
      'leave: "none:*" matches no image',
      'registries: no image is of "quay.io"',
    ]);
  });

  it("names everything that it leaves out in one line of the log, and says nothing where there is nothing", async () => {
    const program = `
      const { images } = require("pulumi-image-scan");
      const manifests = ${JSON.stringify(shop)};
      images.fromKubernetes(manifests, { registries: ["docker.io"], leave: ["busybox:*"] }).apply(() =>
        images.fromKubernetes(manifests));`;
    const { stdout, stderr } = await run(process.execPath, ["-e", program], { cwd: root });
    expect(`${stdout}${stderr}`.trim().replace(/^info: /, "")).to.equal(
      "[runtime] images.fromKubernetes: 3 of 6 images are left out: busybox:1.36 (leave), " +
        "registry-vpc.cn-hangzhou.aliyuncs.com/team/api:1 (registries), registry.k8s.io/pause:3.9 (registries)",
    );
  });

  it("refuses all at once what it cannot read", async () => {
    expect(
      await refusal([pod("team/{{ .name }}:1"), pod("Team/API"), "{", { data: {} }], { leave: ["x"] }),
    ).to.deep.equal([
      "images.fromKubernetes: the images cannot be told",
      '[0], Pod "one", spec.containers[0].image: "team/{{ .name }}:1" is no reference of an image: it is of a template: render that first',
      '[1], Pod "one", spec.containers[0].image: "Team/API" is no reference of an image',
      "[2], line 1, column 2: is no YAML: Flow map must end with a }",
      "[3], is no manifest: it has neither `kind` nor `spec`",
    ]);
  });

  it("is of no image where manifests have none", async () => {
    expect(await imagesOf({ kind: "ConfigMap", data: {} })).to.deep.equal([]);
  });
});
