/** Colours for values, the same as in every picture of MovieData (ColourMap in MovieData.Imaging). */

/** Red, green, blue, 0…255. */
export type Colour = readonly [number, number, number];

/** Turbo (Mikhailov 2019): 256 colours of three bytes, dark blue to dark red. */
const turboBytes =
  "30123b32154333184a341b51351e5836215f37246638276d392a733a2d793b2f803c32863d358b3e38913f3b973f3e9c" +
  "4040a24143a74146ac4249b1424bb5434eba4451bf4454c34456c74559cb455ccf455ed34661d64664da4666dd4669e0" +
  "466be3476ee64771e94773eb4776ee4778f0477bf2467df44680f64682f84685fa4687fb458afc458cfd448ffe4391fe" +
  "4294ff4196ff4099ff3e9bfe3d9efe3ba0fd3aa3fc38a5fb37a8fa35abf833adf731aff52fb2f42eb4f22cb7f02ab9ee" +
  "28bceb27bee925c0e723c3e422c5e220c7df1fc9dd1ecbda1ccdd81bd0d51ad2d21ad4d019d5cd18d7ca18d9c818dbc5" +
  "18ddc218dec018e0bd19e2bb19e3b91ae4b61ce6b41de7b21fe9af20eaac22ebaa25eca727eea42aefa12cf09e2ff19b" +
  "32f29835f39438f4913cf58e3ff68a43f78746f8844af8804ef97d52fa7a55fa7659fb735dfc6f61fc6c65fd6969fd66" +
  "6dfe6271fe5f75fe5c79fe597dff5680ff5384ff5188ff4e8bff4b8fff4992ff4796fe4499fe429cfe409ffd3fa1fd3d" +
  "a4fc3ca7fc3aa9fb39acfb38affa37b1f936b4f836b7f735b9f635bcf534bef434c1f334c3f134c6f034c8ef34cbed34" +
  "cdec34d0ea34d2e935d4e735d7e535d9e436dbe236dde037dfdf37e1dd37e3db38e5d938e7d739e9d539ebd339ecd13a" +
  "eecf3aefcd3af1cb3af2c93af4c73af5c53af6c33af7c13af8be39f9bc39faba39fbb838fbb637fcb336fcb136fdae35" +
  "fdac34fea933fea732fea431fea130fe9e2ffe9b2dfe992cfe962bfe932afe9029fd8d27fd8a26fc8725fc8423fb8122" +
  "fb7e21fa7b1ff9781ef9751df8721cf76f1af66c19f56918f46617f36315f26014f15d13f05b12ef5811ed5510ec530f" +
  "eb500eea4e0de84b0ce7490ce5470be4450ae2430ae14109df3f08dd3d08dc3b07da3907d83706d63506d43305d23105" +
  "d02f05ce2d04cc2b04ca2a04c82803c52603c32503c12302be2102bc2002b91e02b71d02b41b01b21a01af1801ac1701" +
  "a91601a71401a41301a112019e10019b0f01980e01950d01920b018e0a018b09028808028507028106027e05027a0403";
export const mapNames = ["turbo", "diverging", "grey"] as const;
export type MapName = (typeof mapNames)[number];

/** Mask codes by number. */
export const maskCodes: readonly { readonly colour: Colour; readonly word: string }[] = [
  { colour: [46, 125, 50], word: "valid" },
  { colour: [211, 47, 47], word: "inconsistent" },
  { colour: [245, 124, 0], word: "occluded" },
  { colour: [123, 31, 162], word: "out of view" },
  { colour: [79, 195, 247], word: "sky" },
  { colour: [0, 0, 0], word: "bar" },
];

export const skyCode = 4;

/** Where there is no value, by map: a colour that the map itself does not have. */
export const noValue: Readonly<Record<MapName, Colour>> = {
  turbo: [150, 150, 150],
  diverging: [150, 150, 150],
  grey: [112, 38, 92],
};

const divergingStops: readonly Colour[] = [
  [17, 54, 110], [48, 112, 178], [130, 180, 216], [244, 244, 242], [236, 166, 136], [200, 80, 66], [112, 18, 38],
];
const heatStops: readonly Colour[] = [
  [10, 10, 24], [66, 26, 104], [150, 44, 96], [222, 90, 58], [250, 176, 74], [255, 246, 190],
];

/** 256 colours; small values first. */
export function mapColours(name: MapName): readonly Colour[] {
  switch (name) {
    case "turbo": return turbo;
    case "diverging": return diverging;
    case "grey": return grey;
  }
}

export const turbo: readonly Colour[] = Array.from({ length: 256 }, (_, level) => [0, 2, 4].map((digit) =>
  Number.parseInt(turboBytes.slice(6 * level + digit, 6 * level + digit + 2), 16)) as unknown as Colour);
export const grey: readonly Colour[] = Array.from({ length: 256 }, (_, level) => [level, level, level]);
export const diverging: readonly Colour[] = ramp(divergingStops);
/** For errors: dark is none. */
export const heat: readonly Colour[] = ramp(heatStops);

/** Index of a value's colour: what lies beyond the window has the colour of its end. */
export function levelOf(value: number, min: number, max: number): number {
  return Math.min(255, Math.max(0, Math.round((value - min) * (max > min ? 255 / (max - min) : 0))));
}

export function css([red, green, blue]: Colour): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** A picture's pixel as a number of 32 bits, opaque; the bytes of a canvas are red, green, blue, alpha. */
export function pixel([red, green, blue]: Colour, alpha = 255): number {
  return (alpha << 24 | blue << 16 | green << 8 | red) >>> 0;
}

function ramp(stops: readonly Colour[]): readonly Colour[] {
  return Array.from({ length: 256 }, (_, level) => {
    const at = level / 255 * (stops.length - 1);
    const low = Math.min(stops.length - 2, Math.floor(at));
    const share = at - low;
    return [0, 1, 2].map((channel) => Math.round(
      stops[low]![channel]! * (1 - share) + stops[low + 1]![channel]! * share)) as unknown as Colour;
  });
}
