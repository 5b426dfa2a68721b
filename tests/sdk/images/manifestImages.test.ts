import { expect } from "chai";
import { passed, pinned, pinnedApi, pinnedWeb, refusal } from "./outcome";

const api = "team/api:1.4";
const web = "team/web:2.0";
const pod = { containers: [{ name: "api", image: api }] };
const template = { metadata: { labels: { app: "api", image: api } }, spec: pod };

/** The paths of the images that are found, with every image refused. */
async function found(manifest: unknown): Promise<string[]> {
  const [, ...faults] = await refusal(manifest, {});
  return faults.map((fault) => fault.replace(/: "[^"]*" is none that passed$/, ""));
}

describe("The images of", () => {
  for (const kind of [
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "Job",
    "ReplicationController",
  ]) {
    it(`a ${kind} are those of its template`, async () => {
      expect(await found({ kind, metadata: { name: "api" }, spec: { template } })).to.deep.equal([
        `${kind} "api", spec.template.spec.containers[0].image`,
      ]);
    });
  }

  for (const { title, manifest, paths } of [
    {
      title: "a CronJob are those of its job's template",
      manifest: { kind: "CronJob", spec: { jobTemplate: { spec: { template } } } },
      paths: ["CronJob, spec.jobTemplate.spec.template.spec.containers[0].image"],
    },
    {
      title: "a PodTemplate stand below its `template`",
      manifest: { kind: "PodTemplate", template },
      paths: ["PodTemplate, template.spec.containers[0].image"],
    },
    {
      title: "a Pod are those of containers of all kinds, and of its image volumes",
      manifest: {
        kind: "Pod",
        spec: {
          ...pod,
          initContainers: [{ image: web }],
          ephemeralContainers: [{ image: web }],
          volumes: [{ name: "empty" }, { name: "data", image: { reference: web, pullPolicy: "Always" } }],
        },
      },
      paths: [
        "Pod, spec.containers[0].image",
        "Pod, spec.initContainers[0].image",
        "Pod, spec.ephemeralContainers[0].image",
        "Pod, spec.volumes[1].image.reference",
      ],
    },
    {
      title: "a List are those of its items, and of lists in it",
      manifest: {
        kind: "List",
        items: [
          { kind: "Pod", metadata: { name: "one" }, spec: pod },
          { kind: "PodList", items: [{ kind: "Pod", spec: pod }] },
        ],
      },
      paths: [
        'Pod "one", items[0].spec.containers[0].image',
        "Pod, items[1].items[0].spec.containers[0].image",
      ],
    },
    {
      title: "an Argo Workflow are those of its containers and scripts",
      manifest: {
        kind: "Workflow",
        spec: { templates: [{ container: { image: api } }, { script: { image: web, source: "image" } }] },
      },
      paths: ["Workflow, spec.templates[0].container.image", "Workflow, spec.templates[1].script.image"],
    },
    {
      title: "a Tekton Task are those of its steps and side-cars",
      manifest: {
        kind: "Task",
        spec: { steps: [{ image: api }], sidecars: [{ image: web }], stepTemplate: { image: api } },
      },
      paths: ["Task, spec.steps[0].image", "Task, spec.sidecars[0].image", "Task, spec.stepTemplate.image"],
    },
    {
      title: "a Knative Service are those of its template",
      manifest: { kind: "Service", spec: { template } },
      paths: ["Service, spec.template.spec.containers[0].image"],
    },
    {
      title: "a custom resource may be properties of its specification itself",
      manifest: { kind: "Prometheus", spec: { image: api, thanos: { image: web } } },
      paths: ["Prometheus, spec.image", "Prometheus, spec.thanos.image"],
    },
    {
      title: "a resource's arguments, which have no kind, are found, too",
      manifest: { metadata: { name: "api" }, spec: { template } },
      paths: ['"api", spec.template.spec.containers[0].image'],
    },
    {
      title: "several manifests are told apart by where they stand",
      manifest: [
        { kind: "Pod", spec: pod },
        [{ kind: "Pod", spec: pod }],
        "kind: Pod\nspec: {image: 'team/api:1.4'}",
      ],
      paths: [
        "[0], Pod, spec.containers[0].image",
        "[1][0], Pod, spec.containers[0].image",
        "[2], Pod, spec.image (line 2)",
      ],
    },
  ]) {
    it(title, async () => {
      expect(await found(manifest)).to.deep.equal(paths);
    });
  }

  it("an object may be several of its properties", async () => {
    const volumes = [{ image: { reference: api, image: web } }];
    expect(await pinned({ kind: "Custom", spec: { volumes } })).to.deep.equal({
      kind: "Custom",
      spec: { volumes: [{ image: { reference: pinnedApi, image: pinnedWeb } }] },
    });
  });

  it("one object that stands in several places are pinned in all of them", async () => {
    const { spec } = await pinned({
      kind: "Pod",
      spec: { containers: pod.containers, initContainers: pod.containers },
    });
    expect(spec).to.deep.equal({
      containers: [{ name: "api", image: pinnedApi }],
      initContainers: [{ name: "api", image: pinnedApi }],
    });
  });
});

describe("No image is", () => {
  for (const { title, manifest } of [
    {
      title: "what a ConfigMap or a Secret holds",
      manifest: { kind: "ConfigMap", data: { image: api }, stringData: { image: api } },
    },
    {
      title: "a property of the manifest itself",
      manifest: { kind: "Custom", image: api, volumes: [{ image: { reference: api } }], spec: {} },
    },
    {
      title: "a label or an annotation",
      manifest: { kind: "Pod", metadata: { annotations: { image: api } }, spec: {} },
    },
    {
      title: "a label of a template",
      manifest: { kind: "Deployment", spec: { template: { metadata: { labels: { image: api } } } } },
    },
    {
      title: "what a status reports",
      manifest: { kind: "Pod", spec: {}, status: { containerStatuses: [{ image: api }] } },
    },
    {
      title: "an object of that name, as in the values of a chart",
      manifest: {
        kind: "HelmRelease",
        spec: { values: { image: { repository: "team/api", tag: "1.4", reference: api } } },
      },
    },
    {
      title: "a schema's property of that name",
      manifest: {
        kind: "CustomResourceDefinition",
        spec: { versions: [{ schema: { properties: { image: { type: "string" } } } }] },
      },
    },
    {
      title: "a number, a boolean or null",
      manifest: { kind: "Custom", spec: { a: { image: 1 }, b: { image: true }, c: { image: null } } },
    },
    {
      title: "an element, or part of a name",
      manifest: { kind: "Custom", spec: { image: [api], images: api, imageName: api, Image: api } },
    },
    {
      title: "a reference that is not a volume's",
      manifest: { kind: "Custom", spec: { reference: api, image: { reference: api } } },
    },
    { title: "a document without anything", manifest: "---\n---\n# nothing\n" },
  ]) {
    it(title, async () => {
      expect(await pinned(manifest, {})).to.deep.equal(manifest);
      const text = typeof manifest === "string" ? manifest : JSON.stringify(manifest, null, 1);
      expect(await pinned(text, {})).to.equal(text);
    });
  }
});

describe("A manifest that is an object", () => {
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "api", annotations: { image: api } },
    spec: {
      template: {
        spec: {
          containers: [
            { name: "api", image: api, env: [{ name: "IMAGE", value: api }] },
            { image: web, name: "web" },
          ],
        },
      },
    },
  };

  it("is pinned, and is otherwise the same, in its order", async () => {
    const result = await pinned(deployment);
    const expected = JSON.stringify(deployment)
      .replace(`"image":"${api}","env"`, `"image":"${pinnedApi}","env"`)
      .replace(`"image":"${web}"`, `"image":"${pinnedWeb}"`);
    expect(JSON.stringify(result)).to.equal(expected);
  });

  it("is not changed itself", async () => {
    const before = JSON.stringify(deployment);
    await pinned(deployment);
    expect(JSON.stringify(deployment)).to.equal(before);
  });

  it("is pinned to the same when it is pinned again", async () => {
    const once = await pinned([deployment, JSON.stringify(deployment)]);
    expect(await pinned(once)).to.deep.equal(once);
  });

  it("is one in an array, in which the others are untouched", async () => {
    const service = { kind: "Service", spec: { ports: [{ port: 80 }] } };
    const [first, second] = await pinned([service, deployment]);
    expect(first).to.deep.equal(service);
    expect(second).to.deep.equal(await pinned(deployment));
  });

  for (const [what, value] of [
    ["nothing", null],
    ["a number", 1],
    ["without kind and specification", { services: { api: { image: api } } }],
    ["a pod's specification alone", pod],
  ] as const) {
    it(`is refused if it is none: ${what}`, async () => {
      expect(await refusal([value])).to.deep.equal([
        "nothing was pinned",
        "[0], is no manifest: it has neither `kind` nor `spec`",
      ]);
    });
  }

  it("is refused with every fault of all manifests at once", async () => {
    const faults = await refusal(
      [
        {
          kind: "Pod",
          metadata: { name: "one" },
          spec: { containers: [{ image: "team/api:1.5" }, { image: api }] },
        },
        "kind: Pod\nspec:\n  containers:\n  - image: team/web:3\n---\nkind: Pod\nspec:\n  image: other@sha256:1\n",
        "a: b: c",
      ],
      passed,
      { leave: ["none:*"] },
    );
    expect(faults).to.deep.equal([
      "nothing was pinned",
      '[0], Pod "one", spec.containers[0].image: "team/api:1.5" is none that passed; nearest of those that did: team/api:1.4',
      '[1], document 1, Pod, spec.containers[0].image (line 4): "team/web:3" is none that passed; nearest of those that did: team/web:2.0',
      '[1], document 2, Pod, spec.image (line 8): "other@sha256:1" is no reference of an image, whose digest could be known',
      "[2], line 1, column 4: is no YAML: Nested mappings are not allowed in compact mappings",
    ]);
  });
});
