/** An event's generated picture: shapes after East African prints, always the same for one id. */
export type Poster = { ground: string; ink: string; accent: string; second: string; shapes: Shape[] };
export type Shape = {
	kind: 'arc' | 'diamond' | 'comb' | 'sun';
	x: number;
	y: number;
	size: number;
	tone: 0 | 1 | 2;
};

/** Four colours each: ground, ink, accent, second. White text on the ground has a contrast of at least 4.5. */
const palettes = [
	['#8f3215', '#2a120a', '#e8a13c', '#0d5c5a'],
	['#0d4f4d', '#08211f', '#e8a13c', '#c9532a'],
	['#5b2440', '#200b17', '#ef8a62', '#e3b23c'],
	['#2d3a6b', '#10152b', '#f0a43a', '#d8573a'],
	['#6b3d0c', '#241405', '#f2c14e', '#1f6f63'],
] as const;

export function posterOf(id: string): Poster {
	const random = generator(id);
	const [ground, ink, accent, second] = palettes[Math.floor(random() * palettes.length)]!;
	const kinds: Shape['kind'][] = ['arc', 'diamond', 'comb', 'sun'];
	const main = kinds[Math.floor(random() * kinds.length)]!;
	const shapes: Shape[] = [];
	for (let row = 0; row < 5; row++) {
		for (let column = 0; column < 7; column++) {
			const kind = (row + column) % 3 === 0 ? main : kinds[Math.floor(random() * kinds.length)]!;
			if (random() < 0.18) continue;
			shapes.push({
				kind,
				x: column * 60 + (row % 2) * 30,
				y: row * 60,
				size: 26,
				tone: Math.floor(random() * 3) as 0 | 1 | 2,
			});
		}
	}
	return { ground, ink, accent, second, shapes };
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
