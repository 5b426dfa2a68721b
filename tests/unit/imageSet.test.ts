import { expect } from "chai";
import fc from "fast-check";
import {
  type RegistryImageName,
  registryImageNaming,
} from "../../provider/clouds/tencentcloud/registryImages";
import {
  delta,
  type ImageMap,
  Inventory,
  imageSet,
  imagesOf,
  type Naming,
} from "../../provider/core/imageSet";
import { unknown } from "../../provider/core/wire";
import { ids, idWritings, images, type Written, writings } from "./images";
import { parsed } from "./parsing";

// The rules hold for any naming; Tencent Cloud's is the one with keys, ids and coordinates.
const type = imageSet(registryImageNaming);

const written: fc.Arbitrary<Written> = fc.oneof(
  images.chain((image) => fc.constantFrom(...writings(image))),
  ids.chain((id) => fc.constantFrom(...idWritings(id))),
);
/** Sets without one identity in two registries, which is refused. */
const sets = fc
  .array(written, { minLength: 1, maxLength: 12 })
  .filter((set) => parsed(type, set).reports.length === 0);

describe("an image set", () => {
  it("is a map from what a reviewer calls each image to what that does not say", () => {
    expect(
      parsed(type, [
        "team/api:1.4",
        { id: 7 },
        { namespace: "pay", name: "gate", tag: "3", instanceId: "tcr-1" },
      ]).value,
    ).to.deep.equal({ "team/api:1.4": "", "#7": "", "tcr-1/pay/gate:3": { instanceId: "tcr-1" } });
  });

  it("means the same in any order, with any duplicates, however each image is written", () => {
    fc.assert(
      fc.property(
        fc.array(images, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (set, choices) => {
          const choose = (from: Written[]): Written =>
            from[(choices.next().value as number) % from.length] as Written;
          const first = parsed(
            type,
            set.map((image) => choose(writings(image))),
          );
          fc.pre(first.reports.length === 0);
          const more = [...set, ...set.slice(0, (choices.next().value as number) % (set.length + 1))];
          const other = parsed(
            type,
            more.reverse().map((image) => choose(writings(image))),
          );
          expect(other).to.deep.equal(first);
        },
      ),
    );
  });

  it("takes its own output, and gives it back unchanged", () => {
    fc.assert(
      fc.property(sets, (set) => {
        const { value } = parsed(type, set);
        expect(parsed(type, value)).to.deep.equal({ value, reports: [] });
      }),
    );
  });

  it("has as many keys as there are images", () => {
    fc.assert(
      fc.property(fc.uniqueArray(ids, { minLength: 1 }), (some) => {
        const map = parsed(
          type,
          some.map((id) => ({ id })),
        ).value as ImageMap;
        expect(Object.keys(map)).to.have.members(some.map((id) => `#${id}`));
      }),
    );
  });

  it("keeps an element that is not known under its place, with the unknown as the value", () => {
    const { value, reports } = parsed(type, ["team/api:1.4", unknown, { namespace: "team", name: unknown }]);
    expect(reports).to.deep.equal([]);
    expect(value).to.deep.equal({ "team/api:1.4": "", "field[1]": unknown, "field[2]": unknown });
    expect(parsed(type, value)).to.deep.equal({ value, reports: [] });
  });

  it("names the place of an unknown element by the input it stands in", () => {
    const reports: string[] = [];
    const value = type.parse([unknown], "images", (path) => reports.push(path));
    expect(value).to.deep.equal({ "images[0]": unknown });
    expect(reports).to.deep.equal([]);
  });

  it("drops a note that a refresh left in place of coordinates", () => {
    expect(
      parsed(type, { "team/api:1.4": "moved: sha256:a1b2… → sha256:c3d4…", "team/web:2.0": "" }),
    ).to.deep.equal({ value: { "team/api:1.4": "", "team/web:2.0": "" }, reports: [] });
  });

  it("refuses one identity with other coordinates, and names both", () => {
    const { reports } = parsed(type, [
      { namespace: "team", name: "api", instanceId: "tcr-1" },
      { namespace: "team", name: "api", instanceId: "tcr-1", registryType: "tcr" },
    ]);
    expect(reports).to.deep.equal([
      "field[1]: is tcr-1/team/api:latest a second time, with other coordinates " +
        "(instanceId tcr-1 and instanceId tcr-1, registryType tcr): keep one of the two",
    ]);
    const mixed = parsed(type, ["acme/team/api", { namespace: "team", name: "api", instanceName: "acme" }]);
    expect(mixed.reports).to.deep.equal([
      "field[1]: is acme/team/api:latest a second time, with other coordinates (none and instanceName acme): keep one of the two",
    ]);
  });

  it("is never empty", () => {
    for (const nothing of [[], {}]) {
      expect(parsed(type, nothing).reports).to.deep.equal([
        "field: is empty: name at least one image, or use another selection",
      ]);
    }
  });

  it("is a list or a map, nothing else", () => {
    for (const other of ["team/api:1.4", 5, true, null]) {
      const { value, reports } = parsed(type, other);
      expect(value).to.equal(undefined);
      expect(reports).to.have.length(1);
      expect(reports[0]).to.match(/^field: .* is not accepted: a set of at least one image/);
    }
  });

  it("reports every element that is wrong, and a wrong key of a map by that key", () => {
    expect(
      parsed(type, ["ok:1", "Not", { id: 0 }, 5]).reports.map((report) => report.split(": ")[0]),
    ).to.deep.equal(["field[1]", "field[2].id", "field[3]"]);
    expect(parsed(type, { "team/api:": "" }).reports).to.deep.equal([
      'field["team/api:"]: "team/api:" has an empty tag: leave out the `:` or name one',
    ]);
  });

  it("refuses a map that it cannot have made: one image's coordinates are no set", () => {
    expect(parsed(type, { namespace: "team", name: "api" }).reports).to.not.deep.equal([]);
    expect(parsed(type, { "team/api": "" }).reports).to.not.deep.equal([]);
  });

  it("refuses anything but coordinates and notes beside a key", () => {
    for (const other of [5, true, null, ["moved: "], "team"]) {
      const { reports } = parsed(type, { "team/api:1.4": other });
      expect(reports).to.have.length(1);
      expect(reports[0]).to.match(
        /^field\["team\/api:1\.4"\]: .* is not what stands beside one: write a list/,
      );
    }
  });

  it("gives the images back by key", () => {
    fc.assert(
      fc.property(sets, (set) => {
        const map = parsed(type, set).value as ImageMap;
        const found = imagesOf(map, registryImageNaming);
        expect([...found.keys()]).to.deep.equal(Object.keys(map));
        for (const [key, image] of found) expect(registryImageNaming.key(image).key).to.equal(key);
      }),
    );
  });

  it("says which stored image it cannot read", () => {
    expect(() => imagesOf({ "team/api:": "" }, registryImageNaming)).to.throw(
      TypeError,
      'the stored image "team/api:" "team/api:" has an empty tag',
    );
  });

  it("differs from another by the keys that came and went", () => {
    const keys = fc.uniqueArray(fc.constantFrom("a:1", "b:1", "c:1", "d:1", "e:1", "f:1"));
    const mapOf = (some: string[]): ImageMap => Object.fromEntries(some.map((key) => [key, "" as const]));
    fc.assert(
      fc.property(keys, keys, (olds, news) => {
        const { added, removed } = delta(mapOf(olds), mapOf(news));
        expect(added).to.have.members(news.filter((key) => !olds.includes(key)));
        expect(removed).to.have.members(olds.filter((key) => !news.includes(key)));
      }),
    );
  });

  it("takes work in proportion to its size: 100,000 images, counted", () => {
    const work = (size: number): Record<string, number> => {
      const count: Record<string, number> = {};
      const naming = counted(registryImageNaming, count);
      const set = Array.from({ length: size }, (_, index) => ({ id: index + 1 }));
      const map = parsed(imageSet(naming), set).value as ImageMap;
      parsed(imageSet(naming), map);
      imagesOf(map, naming);
      const [olds, news] = [looked(map, count), looked({ ...map, "team/api:1": "" }, count)];
      expect(delta(olds, news)).to.deep.equal({ added: ["team/api:1"], removed: [] });
      return count;
    };
    expect(work(1_000)).to.deep.equal({
      parse: 1_000,
      key: 2_000,
      fromKey: 2_000,
      ownKeys: 2,
      looked: 4_002,
    });
    expect(work(100_000)).to.deep.equal({
      parse: 100_000,
      key: 200_000,
      fromKey: 200_000,
      ownKeys: 2,
      looked: 400_002,
    });
  });
});

describe("an inventory", () => {
  const records = [
    { id: 1, names: ["team/api:1.4", "team/api:1.4", "#1"] },
    { id: 2, names: ["team/api:1.4", "#2"] },
    { id: 3, names: ["team/web:2.0", "#3"] },
  ];
  const inventory = new Inventory(records, ({ names }) => names);

  it("finds every image that answers to a name, once", () => {
    expect(inventory.find("team/api:1.4").map(({ id }) => id)).to.deep.equal([1, 2]);
    expect(inventory.find("#3").map(({ id }) => id)).to.deep.equal([3]);
    expect(inventory.find("team/api")).to.deep.equal([]);
  });

  it("names those closest to a name that none answers to", () => {
    expect(inventory.nearest("team/wbe:2.0")).to.deep.equal(["team/web:2.0"]);
    expect(inventory.nearest("something/else/entirely:1")).to.deep.equal([]);
  });

  it("asks each record for its names once", () => {
    let asked = 0;
    const large = new Inventory(
      Array.from({ length: 1_000 }, (_, id) => id),
      (id) => {
        asked += 1;
        return [`#${id}`];
      },
    );
    for (const id of large.records) expect(large.find(`#${id}`)).to.deep.equal([id]);
    expect(asked).to.equal(1_000);
  });
});

/** The naming, counting what is asked of it. */
function counted(
  naming: Naming<RegistryImageName>,
  count: Record<string, number>,
): Naming<RegistryImageName> {
  const note = (what: string): void => {
    count[what] = (count[what] ?? 0) + 1;
  };
  return {
    ...naming,
    parse: (one) => {
      note("parse");
      return naming.parse(one);
    },
    key: (image) => {
      note("key");
      return naming.key(image);
    },
    fromKey: (key, value) => {
      note("fromKey");
      return naming.fromKey(key, value);
    },
  };
}

/** The map, counting how often it is listed, and how often a key is looked up in it. */
function looked(map: ImageMap, count: Record<string, number>): ImageMap {
  const note = (what: string): void => {
    count[what] = (count[what] ?? 0) + 1;
  };
  return new Proxy(map, {
    ownKeys: (target) => {
      note("ownKeys");
      return Reflect.ownKeys(target);
    },
    getOwnPropertyDescriptor: (target, key) => {
      note("looked");
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
  });
}
