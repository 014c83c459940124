/** A poster's colours. */
export type Palette = { ground: string; ink: string; accent: string; second: string };

/** Draws into a field of 400 × 240. Only numbers and the palette's colours enter the text. */
type Layout = (palette: Palette, random: () => number) => string;

const r = (value: number): number => Math.round(value * 10) / 10;
const path = (d: string, fill: string): string => `<path d="${d}" fill="${fill}"/>`;
const circle = (x: number, y: number, radius: number, fill: string): string =>
	`<circle cx="${r(x)}" cy="${r(y)}" r="${r(radius)}" fill="${fill}"/>`;
const rect = (x: number, y: number, w: number, h: number, fill: string): string =>
	`<rect x="${r(x)}" y="${r(y)}" width="${r(w)}" height="${r(h)}" fill="${fill}"/>`;
const between = (random: () => number, low: number, high: number): number => low + random() * (high - low);
const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

/** A sun over the horizon, with rays. */
const sunrise: Layout = ({ ink, accent, second }, random) => {
	const [x, y] = [between(random, 120, 280), between(random, 190, 225)];
	const rays = 12 + Math.floor(random() * 8);
	const turn = random() * 0.4;
	const drawn = Array.from({ length: rays }, (_, i) => {
		const [a, b] = [i, i + 0.5].map((n) => Math.PI + turn + (n / rays) * Math.PI * 2) as [number, number];
		return `M${r(x)} ${r(y)}L${r(x + 420 * Math.cos(a))} ${r(y + 420 * Math.sin(a))} ${r(x + 420 * Math.cos(b))} ${r(y + 420 * Math.sin(b))}z`;
	});
	const radius = between(random, 70, 105);
	return (
		path(drawn.join(''), second) +
		circle(x, y, radius + 16, ink) +
		circle(x, y, radius, accent) +
		circle(x, y, radius * 0.55, second) +
		rect(0, y + 8, 400, 60, ink)
	);
};

/** Bands of water. */
const waves: Layout = ({ ink, accent, second, ground }, random) => {
	const count = 6 + Math.floor(random() * 3);
	const length = pick(random, [80, 100, 134]);
	const tones = [second, ink, accent, ground, ink, second];
	const high = between(random, 10, 22);
	const bands = Array.from({ length: count }, (_, i) => {
		const y = 50 + (i * 200) / count;
		const shift = random() * length;
		const crests = Array.from(
			{ length: Math.ceil(400 / length) + 2 },
			() => `t${length / 2} 0t${length / 2} 0`,
		);
		return path(
			`M${r(-shift - length)} ${r(y)}q${length / 4} ${-r(high * 2)} ${length / 2} 0t${length / 2} 0${crests.join('')}V240H${r(-shift - length)}z`,
			tones[i % tones.length]!,
		);
	});
	return circle(between(random, 60, 340), 52, between(random, 24, 38), accent) + bands.join('');
};

/** Woven stripes, as of a kiondo. */
const weave: Layout = ({ ink, accent, second }, random) => {
	const side = pick(random, [40, 50, 80]);
	const stripes = pick(random, [3, 4, 5]);
	const tones = [accent, second, ink];
	let drawn = '';
	for (let row = 0; row * side < 240; row++) {
		for (let column = 0; column * side < 400; column++) {
			const tone = tones[(row * 2 + column + Math.floor(random() * 1.3)) % tones.length]!;
			const step = side / stripes;
			for (let i = 0; i < stripes; i++) {
				const [x, y] = [column * side, row * side];
				drawn +=
					(row + column) % 2
						? rect(x, y + i * step, side, step * 0.6, tone)
						: rect(x + i * step, y, step * 0.6, side, tone);
			}
		}
	}
	return drawn;
};

/** A cloth with a border of dots and one large shape in the middle, as of a kanga. */
const kanga: Layout = ({ ink, accent, second, ground }, random) => {
	const petals = pick(random, [6, 8, 10, 12]);
	const [long, wide] = [between(random, 70, 92), between(random, 14, 24)];
	const leaf = `M200 120q${r(wide)} ${-r(long / 2)} 0 ${-r(long)}q${-r(wide)} ${r(long / 2)} 0 ${r(long)}`;
	const flower = Array.from(
		{ length: petals },
		(_, i) =>
			`<path d="${leaf}" fill="${i % 2 ? accent : second}" transform="rotate(${r((i * 360) / petals)} 200 120)"/>`,
	);
	const dots = Array.from(
		{ length: 21 },
		(_, i) => circle(i * 20, 16, 5, accent) + circle(i * 20, 224, 5, accent),
	);
	const sides = Array.from(
		{ length: 9 },
		(_, i) => circle(14, 40 + i * 20, 5, second) + circle(386, 40 + i * 20, 5, second),
	);
	return (
		rect(0, 0, 400, 240, ink) +
		rect(28, 32, 344, 176, ground) +
		dots.join('') +
		sides.join('') +
		flower.join('') +
		circle(200, 120, 14, ink) +
		circle(200, 120, 7, accent)
	);
};

/** Hills before each other, and a sun or moon. */
const hills: Layout = ({ ink, accent, second }, random) => {
	const ridge = (base: number, height: number, fill: string) => {
		let d = `M0 240V${r(base)}`;
		for (let x = 0; x < 400; ) {
			const step = between(random, 50, 110);
			d += `L${r(x + step / 2)} ${r(base - between(random, 0.5, 1) * height)}L${r(x + step)} ${r(base)}`;
			x += step;
		}
		return path(`${d}V240z`, fill);
	};
	const x = between(random, 80, 320);
	return (
		circle(x, 74, 40, accent) +
		(random() < 0.5 ? circle(x + 16, 66, 36, second) : '') +
		ridge(140, 90, second) +
		ridge(185, 80, ink) +
		ridge(225, 50, accent)
	);
};

/** Collars of beads. */
const beads: Layout = ({ ink, accent, second, ground }, random) => {
	const [x, y] = [between(random, 150, 250), between(random, -10, 40)];
	const tones = [accent, ink, second, '#f7eee1'];
	let drawn = '';
	for (let ring = 8; ring > 0; ring--) {
		const radius = 22 + ring * 24;
		drawn += circle(x, y, radius + 12, tones[(ring + Math.floor(random() * 2)) % tones.length]!);
		const count = Math.round(radius / 5);
		const tone = tones[(ring + 2) % tones.length]!;
		const dash = r((2 * Math.PI * radius) / count);
		drawn += `<circle cx="${r(x)}" cy="${r(y)}" r="${r(radius)}" fill="none" stroke="${tone}" stroke-width="9" stroke-linecap="round" stroke-dasharray="0.1 ${dash}"/>`;
	}
	return drawn + circle(x, y, 22, ground);
};

/** Quarter circles that meet. */
const tiles: Layout = ({ ink, accent, second }, random) => {
	const side = pick(random, [40, 50, 80]);
	let drawn = '';
	for (let y = 0; y < 240; y += side) {
		for (let x = 0; x < 400; x += side) {
			const tone = pick(random, [accent, second, ink]);
			const [a, b] = random() < 0.5 ? [x, x + side] : [x + side, x];
			const sweep = a < b ? 1 : 0;
			drawn += path(`M${a} ${y}H${b}A${side} ${side} 0 0 ${sweep} ${a} ${y + side}z`, tone);
		}
	}
	return drawn;
};

export const layouts: readonly Layout[] = [sunrise, waves, weave, kanga, hills, beads, tiles];
