import { list, n, randomOf } from './random.ts';

/** A day of talks by the lake: an exact drawing in two inks, a dhow whose sail is a network, and the lake as data. */
export function lakePoster(width: number, height: number): string {
	const random = randomOf(21);
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1600 960">
<defs><linearGradient id="day" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#dff0ea"/><stop offset="1" stop-color="#fbf3df"/></linearGradient></defs>
<rect width="1600" height="960" fill="url(#day)"/>
${grid()}
<circle cx="1240" cy="250" r="130" fill="#f2b134"/><circle cx="1240" cy="250" r="168" fill="none" stroke="#f2b134" stroke-width="6" stroke-dasharray="2 22" stroke-linecap="round"/>
<path d="M0 600l130-70 90 30 150-110 120 90 110-40 140 90 160-60 120 50 190-90 140 80 120-50 130 70v140H0z" fill="#9cc9b8"/>
<path d="M0 640l220-50 160 40 210-60 190 60 240-40 200 40 200-50 180 50v90H0z" fill="#5fa493"/>
${lake(random)}
${dhow()}
${birds()}
</svg>`;
}

/** The paper of somebody who measures. */
const grid = (): string =>
	`<g stroke="#0f5e63" stroke-opacity=".1" stroke-width="2">${list(33, (i) => `<path d="M${i * 50} 0V640"/>`)}${list(13, (i) => `<path d="M0 ${i * 50}h1600"/>`)}</g>`;

/** Lines of water that are made of dots and dashes, ever wider towards the shore. */
function lake(random: () => number): string {
	const lines = list(13, (i) => {
		const y = 690 + i * 21 + i * i * 0.5;
		const marks = list(Math.ceil(1700 / (50 + i * 9)), (k) => {
			const x = k * (50 + i * 9) - random() * 40;
			const long = random() < 0.5 ? 8 : 22 + i * 5;
			const tone = random() < 0.09 ? '#f2b134' : random() < 0.3 ? '#8fd0c6' : '#3d9a97';
			return `<rect x="${n(x)}" y="${n(y)}" width="${n(long)}" height="${n(5 + i * 0.55)}" rx="4" fill="${tone}"/>`;
		});
		return marks;
	});
	return `<rect y="672" width="1600" height="288" fill="#0f5e63"/>${lines}`;
}

const nodes: readonly [number, number][] = [
	[690, 128],
	[640, 250],
	[760, 262],
	[585, 372],
	[712, 388],
	[836, 376],
	[536, 500],
	[650, 520],
	[778, 506],
	[905, 492],
	[486, 606],
	[612, 622],
	[742, 618],
	[872, 612],
	[978, 596],
];

/** Its sail is a mesh: phones that reach each other where the network does not. */
function dhow(): string {
	const edges = nodes.flatMap((a, i) =>
		nodes
			.slice(i + 1)
			.filter((b) => Math.hypot(a[0] - b[0], a[1] - b[1]) < 152)
			.map((b) => `<path d="M${a.join(' ')}L${b.join(' ')}"/>`),
	);
	const dots = nodes.map(
		([x, y], i) =>
			`<circle cx="${x}" cy="${y}" r="${i % 4 === 0 ? 17 : 11}" fill="${i % 4 === 0 ? '#d9512c' : '#fbf3df'}" stroke="#0b3b40" stroke-width="6"/>`,
	);
	return `<g><path d="M690 128Q1010 330 1000 610 740 650 470 618 600 400 690 128z" fill="#0f5e63"/><g stroke="#8fd0c6" stroke-width="5">${edges.join('')}</g>${dots.join('')}
<path d="M676 92l30 4-12 620h-26z" fill="#0b3b40"/><path d="M444 640L712 84l18 8-264 560z" fill="#0b3b40"/>
<path d="M350 690q370 70 760-30-60 150-190 160H520q-120-20-170-130z" fill="#d9512c"/><path d="M350 690q370 70 760-30l-14 34q-360 84-730 32z" fill="#0b3b40"/><path d="M432 770q270 50 596-4" fill="none" stroke="#f2b134" stroke-width="9" stroke-dasharray="30 18"/>
<g fill="#0b3b40"><circle cx="880" cy="622" r="24"/><path d="M846 716q0-72 34-72t36 70z"/><circle cx="560" cy="640" r="22"/><path d="M528 716q0-58 32-58t34 60z"/></g>
<rect x="906" y="652" width="30" height="46" rx="5" fill="#f2b134" transform="rotate(16 920 676)"/></g>`;
}

const birds = (): string =>
	[
		[1010, 190, 1],
		[1090, 140, 0.7],
		[330, 180, 1.1],
		[250, 240, 0.8],
		[400, 130, 0.6],
	]
		.map(
			([x, y, s]) =>
				`<path d="M-44-12Q-18-26 0 4 18-26 44-12 20-12 0 18-20-12-44-12z" transform="translate(${x} ${y}) scale(${s})" fill="#0b3b40"/>`,
		)
		.join('');
