import { contrast } from './contrast.ts';
import type { PictureColours } from './picture.ts';

type Hsl = [hue: number, saturation: number, lightness: number];

/** White text keeps this contrast on the ground: AAA for text. */
const wanted = 7;
const hues = 24;
/** A picture without colour gets a warm near-black. */
const grey: Hsl = [24, 0.12, 0.2];

/** The colours of a picture, from its pixels (RGB, three bytes each). White text is readable on `ground` and `ink`. */
export function coloursOf(pixels: Uint8Array): PictureColours {
	const weights = new Array<number>(hues).fill(0);
	const saturations = new Array<number>(hues).fill(0);
	for (let i = 0; i + 2 < pixels.length; i += 3) {
		const [h, s, l] = hslOf(pixels[i]!, pixels[i + 1]!, pixels[i + 2]!);
		// Vivid pixels of middle lightness decide; sky and shadow are often almost grey.
		const weight = s * s * (1 - Math.abs(2 * l - 1));
		const bin = Math.floor((h / 360) * hues) % hues;
		weights[bin]! += weight;
		saturations[bin]! += weight * s;
	}
	const main = largest(weights);
	const total = weights.reduce((sum, w) => sum + w, 0);
	const isGrey = total < (pixels.length / 3) * 0.005;
	const [hue, saturation] = isGrey ? grey : [centre(main), saturations[main]! / weights[main]!];
	const other = isGrey ? main : largest(weights.map((w, bin) => (far(bin, main) ? w : 0)));
	const hasOther = !isGrey && weights[other]! > total * 0.04 && far(other, main);
	const accentHue = hasOther ? centre(other) : (hue + 24) % 360;
	return {
		ground: darkened([hue, Math.min(saturation, 0.72), 0.42], wanted),
		ink: darkened([hue, Math.min(saturation, 0.6), 0.1], wanted),
		accent: hexOf([accentHue, isGrey ? 0.5 : 0.78, 0.66]),
	};
}

const centre = (bin: number): number => ((bin + 0.5) * 360) / hues;
/** At least 60 degrees apart. */
const far = (a: number, b: number): boolean => {
	const apart = Math.abs(a - b);
	return Math.min(apart, hues - apart) >= hues / 6;
};
const largest = (values: number[]): number => values.indexOf(Math.max(...values));

/** The colour, as much darker as white text needs. */
function darkened([h, s, l]: Hsl, least: number): string {
	for (let lightness = l; lightness > 0; lightness -= 0.01) {
		const colour = hexOf([h, s, lightness]);
		if (contrast(colour, '#ffffff') >= least) return colour;
	}
	return '#000000';
}

function hslOf(red: number, green: number, blue: number): Hsl {
	const [r, g, b] = [red / 255, green / 255, blue / 255];
	const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
	const [l, d] = [(most + least) / 2, most - least];
	if (d === 0) return [0, 0, l];
	const s = d / (1 - Math.abs(2 * l - 1));
	const sector = most === r ? (g - b) / d + 6 : most === g ? (b - r) / d + 2 : (r - g) / d + 4;
	return [(sector * 60) % 360, s, l];
}

function hexOf([h, s, l]: Hsl): string {
	const a = s * Math.min(l, 1 - l);
	const channel = (n: number) => {
		const k = (n + h / 30) % 12;
		return Math.round(255 * (l - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
			.toString(16)
			.padStart(2, '0');
	};
	return `#${channel(0)}${channel(8)}${channel(4)}`;
}
