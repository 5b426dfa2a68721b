import { expect } from "chai";
import { digest, passed, pinnedApi, pinnedImage, pod, refusal, refusedImage } from "./outcome";

const a = digest("a");
const b = digest("b");

describe("The image of a manifest", () => {
  for (const { title, image, pins, becomes } of [
    {
      title: "that passed under just that name gets its digest",
      image: "registry.example.com/team/api:1.4",
      pins: { "registry.example.com/team/api:1.4": `registry.example.com/team/api@${a}` },
      becomes: `registry.example.com/team/api@${a}`,
    },
    {
      title: "with a host passes as one that a vendor names without",
      image: "mirror.example.com:5000/team/api:1.4",
      pins: passed,
      becomes: `mirror.example.com:5000/team/api@${a}`,
    },
    {
      title: "without a host passes as one with, and is pulled from there",
      image: "team/api:1.4",
      pins: { "registry.example.com/team/api:1.4": `mirror.example.com/x/team/api@${a}` },
      becomes: `mirror.example.com/x/team/api@${a}`,
    },
    {
      title: "without a host is pulled from where it was scanned",
      image: "team/api:1.4",
      pins: passed,
      becomes: pinnedApi,
    },
    {
      title: "keeps its repository where no host is known at all",
      image: "team/api:1.4",
      pins: { "team/api:1.4": `team/api@${a}` },
      becomes: `team/api@${a}`,
    },
    {
      title: "without a tag is its latest",
      image: "team/api",
      pins: { "team/api:latest": `team/api@${a}` },
      becomes: `team/api@${a}`,
    },
    {
      title: "that is the latest passes as one that was scanned without a tag",
      image: "registry:5000/api:latest",
      pins: { "registry:5000/api": `registry:5000/api@${a}` },
      becomes: `registry:5000/api@${a}`,
    },
    {
      title: "whose host has capital letters is the same, and stays as it is written",
      image: "Registry.Example.com/team/api:1.4",
      pins: { "registry.example.com/team/api:1.4": `registry.example.com/team/api@${a}` },
      becomes: `Registry.Example.com/team/api@${a}`,
    },
    {
      title: "as it is written goes before the same with another host",
      image: "one.example.com/api:1",
      pins: { "api:1": `api@${b}`, "one.example.com/api:1": `one.example.com/api@${a}` },
      becomes: `one.example.com/api@${a}`,
    },
    {
      title: "without a host goes before those with one",
      image: "api:1",
      pins: { "one.example.com/api:1": `one.example.com/api@${b}`, "api:1": `api@${a}` },
      becomes: `api@${a}`,
    },
    {
      title: "passes under several names of one digest, and is pulled from the first in order",
      image: "api:1",
      pins: {
        "two.example.com/api:1": `two.example.com/api@${a}`,
        "one.example.com/api:1": `one.example.com/api@${a}`,
      },
      becomes: `one.example.com/api@${a}`,
    },
    {
      title: "was scanned with tag and digest",
      image: "team/api:1.4",
      pins: { [`team/api:1.4@${a}`]: `team/api@${a}` },
      becomes: `team/api@${a}`,
    },
    {
      title: "is one of Docker Hub's under its whole name",
      image: "nginx:1.27",
      pins: { "docker.io/library/nginx:1.27": `docker.io/library/nginx@${a}` },
      becomes: `docker.io/library/nginx@${a}`,
    },
    {
      title: "is one of Docker Hub's whose whole name is written",
      image: "docker.io/library/nginx:1.27",
      pins: { "nginx:1.27": `nginx@${a}` },
      becomes: `docker.io/library/nginx@${a}`,
    },
    {
      title: "is one of Docker Hub's under that host's other name",
      image: "index.docker.io/nginx:1.27",
      pins: { "docker.io/library/nginx:1.27": `docker.io/library/nginx@${a}` },
      becomes: `index.docker.io/nginx@${a}`,
    },
    {
      title: "that has the digest of one that passed stays",
      image: `other/name@${a}`,
      pins: passed,
      becomes: `other/name@${a}`,
    },
    {
      title: "that has the digest of one whose repository no reference could name stays",
      image: `mirror.example.com/odd@${a}`,
      pins: { "#4711": `registry.example.com/Odd Name@${a}` },
      becomes: `mirror.example.com/odd@${a}`,
    },
    {
      title: "is not written as a repository that no reference could name",
      image: "odd:1",
      pins: { "odd:1": `registry.example.com/Odd Name@${a}` },
      becomes: `odd@${a}`,
    },
    {
      title: "that has a digest and no tag stays, whatever tags there are",
      image: `team/api@${a}`,
      pins: { ...passed, "team/api:undefined": `team/api@${b}` },
      becomes: `team/api@${a}`,
    },
    {
      title: "that has a tag and its digest stays",
      image: `team/api:1.4@${a}`,
      pins: passed,
      becomes: `team/api:1.4@${a}`,
    },
    {
      title: "that has the digest of one known by the vendor's id only stays",
      image: `team/api:9@${a}`,
      pins: { "#4711": `registry.example.com/team/api@${a}` },
      becomes: `team/api:9@${a}`,
    },
  ]) {
    it(title, async () => {
      expect(await pinnedImage(image, pins)).to.equal(becomes);
      expect(await pinnedImage(becomes, pins), "once more").to.equal(becomes);
    });
  }

  it("is refused with a host that differs from the one that was scanned", async () => {
    const pins = { "one.example.com/team/api:1.4": `one.example.com/team/api@${a}` };
    expect(await refusedImage("two.example.com/team/api:1.4", pins)).to.equal(
      '"two.example.com/team/api:1.4" is none that passed; nearest of those that did: one.example.com/team/api:1.4',
    );
  });

  it("is refused where only Docker Hub would leave out `library`", async () => {
    const elsewhere = { "one.example.com/library/nginx:1": `one.example.com/library/nginx@${a}` };
    expect(await refusedImage("nginx:1", elsewhere)).to.match(/is none that passed/);
    expect(await refusedImage("one.example.com/library/nginx:1", { "nginx:1": `nginx@${a}` })).to.match(
      /is none that passed/,
    );
  });

  it("is refused with another tag, which is not a port", async () => {
    expect(await refusedImage("team/api:1.5")).to.match(
      /^"team\/api:1\.5" is none that passed; nearest .*: team\/api:1\.4$/,
    );
    expect(await refusedImage("team/api")).to.match(/is none that passed/);
  });

  it("is refused with the nearest that passed, three at most, and none where none is near", async () => {
    const pins = Object.fromEntries(
      ["api:1", "api:22", "apj:2", "api:333", "nothing/alike:7"].map((key) => [`team/${key}`, `x@${a}`]),
    );
    expect(await refusedImage("team/api:2", pins)).to.equal(
      '"team/api:2" is none that passed; nearest of those that did: team/api:22, team/api:1, team/api:333',
    );
    expect(await refusedImage("zzz:9", pins)).to.equal('"zzz:9" is none that passed');
  });

  it("is refused that may be either of two with different digests, and both are named", async () => {
    const pins = {
      "one.example.com/api:1": `one.example.com/api@${a}`,
      "two.example.com/api:1": `two.example.com/api@${b}`,
    };
    expect(await refusedImage("api:1", pins)).to.equal(
      `"api:1" may be any of several images that passed, one.example.com/api:1 (one.example.com/api@${a}) and ` +
        `two.example.com/api:1 (two.example.com/api@${b}): write which, with its host`,
    );
  });

  it("is refused with a digest that did not pass", async () => {
    expect(await refusedImage(`team/api:1.4@${digest("c")}`)).to.match(
      /has a digest that did not pass; nearest .*: team\/api:1\.4/,
    );
    expect(await refusedImage(`team/api@${digest("c")}`)).to.match(/has a digest that did not pass/);
  });

  it("is refused with the digest of another image under a name that passed with its own", async () => {
    expect(await refusedImage(`team/api:1.4@${b}`)).to.equal(
      `"team/api:1.4@${b}" has the digest of another image; what passed under its name is ${a}`,
    );
  });

  for (const image of [
    "",
    " ",
    "Team/Api",
    "team/api:1.4 ",
    "team/api@sha256:abc",
    "https://registry.example.com/x",
  ]) {
    it(`${JSON.stringify(image)} is refused: it is no reference`, async () => {
      expect(await refusedImage(image)).to.match(/is no reference of an image/);
    });
  }

  it("is refused that is still a template's", async () => {
    expect(await refusedImage("{{ .Values.image }}")).to.match(/is of a template: render that first/);
  });
});

describe("What passed", () => {
  it("is nothing before the gate has passed, and that is said", async () => {
    const faults = [
      "`pinned` is empty: the gate has not passed yet",
      'Pod "one", spec.containers[0].image: "team/api:1.4" is none that passed',
    ];
    expect(await refusal(pod("team/api:1.4"), {})).to.deep.equal(faults);
  });

  it("has a digest each, or the whole is refused", async () => {
    const pins = { ...passed, "team/x:1": "registry.example.com/team/x:1" };
    expect(await refusal(pod("team/api:1.4"), pins)).to.deep.equal([
      "nothing was pinned",
      'pinned["team/x:1"] is "registry.example.com/team/x:1", which has no digest',
    ]);
  });
});

describe("An image that may stay as it is", () => {
  const pause = "registry.k8s.io/pause:3.10";

  for (const { image, leave } of [
    { image: pause, leave: pause },
    { image: pause, leave: "registry.k8s.io/pause:*" },
    { image: pause, leave: "*" },
    { image: pause, leave: "reg**.io/*3.1*" },
    { image: "registry.k8s.io/pause", leave: "registry.k8s.io/pause:*" },
    { image: "auto", leave: "auto" },
    { image: "", leave: "" },
  ]) {
    it(`stays: ${JSON.stringify(image)} with ${JSON.stringify(leave)}`, async () => {
      expect(await pinnedImage(image, passed, { leave: [leave] })).to.equal(image);
      expect(await pinnedImage(image, {}, { leave: [leave] })).to.equal(image);
    });
  }

  it("is named in whole, and its dots are dots", async () => {
    for (const leave of [
      "registry.k8s.io/pause",
      "k8s.io/*",
      "registryxk8s.io/*",
      "registry.k8s.io/pause:3.1",
      "REGISTRY.k8s.io/*",
    ]) {
      const [, fault, unmatched] = await refusal(pod(pause), passed, { leave: [leave] });
      expect(fault).to.match(/is none that passed/);
      expect(unmatched).to.equal(`leave: ${JSON.stringify(leave)} matches no image`);
    }
  });

  it("is told from one that has another letter for a dot", async () => {
    const [, fault] = await refusal(pod("registryxk8s.io/pause"), passed, { leave: ["registry.k8s.io/*"] });
    expect(fault).to.match(/is none that passed/);
  });

  it("stays even if it passed, so that pinning twice is pinning once", async () => {
    expect(await pinnedImage("team/api:1.4", passed, { leave: ["team/*"] })).to.equal("team/api:1.4");
  });

  it("must be there", async () => {
    expect(await refusal(pod("team/api:1.4"), passed, { leave: ["team/api:*", "sidecar:*"] })).to.deep.equal([
      "nothing was pinned",
      'leave: "sidecar:*" matches no image',
    ]);
  });
});

describe("an image of a registry that has a private host, too", () => {
  const digestOfApi = digest("a");
  for (const [open, vpc] of [
    ["acme.tencentcloudcr.com/team/api", "acme-vpc.tencentcloudcr.com/team/api"],
    ["registry.cn-hangzhou.aliyuncs.com/team/api", "registry-vpc.cn-hangzhou.aliyuncs.com/team/api"],
    ["a-registry.cn-x.cr.aliyuncs.com/team/api", "a-registry-vpc.cn-x.cr.aliyuncs.com/team/api"],
  ] as const) {
    it(`passed under either host, and is pulled from the one that the manifest names: ${vpc}`, async () => {
      for (const [scanned, runs] of [
        [open, vpc],
        [vpc, open],
      ] as const) {
        const pins = { [`${scanned}:1`]: `${scanned}@${digestOfApi}` };
        expect(await pinnedImage(`${runs}:1`, pins)).to.equal(`${runs}@${digestOfApi}`);
      }
    });
  }

  it("is no other registry's of the same ending", async () => {
    const pins = { "acme.tencentcloudcr.com/team/api:1": `acme.tencentcloudcr.com/team/api@${digestOfApi}` };
    expect(await refusedImage("other-vpc.tencentcloudcr.com/team/api:1", pins)).to.match(
      /is none that passed/,
    );
  });
});
