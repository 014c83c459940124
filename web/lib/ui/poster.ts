import { layouts, type Palette } from './poster-layouts.ts';

/** An event's generated picture, always the same for one id: colours, and shapes as SVG in a field of 400 × 240. */
export type Poster = Palette & { shapes: string };

/** Ground, ink, accent, second. White text on ground and on ink has a contrast of at least 4.5. */
const palettes = [
	['#8f3215', '#2a120a', '#e8a13c', '#0d5c5a'],
	['#0d4f4d', '#08211f', '#e8a13c', '#c9532a'],
	['#5b2440', '#200b17', '#ef8a62', '#e3b23c'],
	['#2d3a6b', '#10152b', '#f0a43a', '#d8573a'],
	['#6b3d0c', '#241405', '#f2c14e', '#1f6f63'],
	['#1f5132', '#0b2114', '#f3d27a', '#d9673b'],
	['#7a1f3d', '#2b0a16', '#f5b56b', '#3d8f8a'],
	['#3b2a63', '#150e26', '#f08a7b', '#f0c35a'],
	['#264653', '#0e1c22', '#e9c46a', '#e76f51'],
] as const;

export function posterOf(id: string): Poster {
	const random = generator(id);
	const [ground, ink, accent, second] = palettes[Math.floor(random() * palettes.length)]!;
	const palette = { ground, ink, accent, second };
	const layout = layouts[Math.floor(random() * layouts.length)]!;
	return { ...palette, shapes: layout(palette, random) };
}

/** Mulberry32 over a hash of the id. */
function generator(id: string): () => number {
	let a = 2166136261;
	for (const char of id) a = Math.imul(a ^ char.charCodeAt(0), 16777619);
	return () => {
		a = (a + 0x6d2b79f5) | 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}
