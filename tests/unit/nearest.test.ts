import { expect } from "chai";
import fc from "fast-check";
import { nearest } from "../../provider/core/nearest";

describe("the nearest names", () => {
  it("are those with the fewest letters inserted, removed or replaced, best first", () => {
    const names = ["startTime", "startTimes", "stareTime", "endTime", "enabled"];
    expect(nearest("startTime", names, 3)).to.deep.equal(["startTime", "stareTime", "startTimes"]);
    expect(nearest("starttime", names)).to.deep.equal(["startTime"]);
  });

  it("are none where nothing is near", () => {
    expect(nearest("colour", ["startTime", "enabled"])).to.deep.equal([]);
    expect(nearest("", [])).to.deep.equal([]);
  });

  it("are never more than asked for", () => {
    expect(nearest("a", ["b", "c", "d"], 2)).to.deep.equal(["b", "c"]);
  });

  it("hold a name that is one letter off", () => {
    const words = fc.stringMatching(/^[a-z]{3,12}$/);
    fc.assert(
      fc.property(words, fc.nat(), fc.constantFrom("x", ""), (word, seed, letter) => {
        const place = seed % word.length;
        expect(nearest(word.slice(0, place) + letter + word.slice(place + 1), [word])).to.deep.equal([word]);
      }),
    );
  });
});
