import { list, n, randomOf } from './random.ts';

/** A concert poster: dusk over the racecourse, a low sun behind acacias, a crowd on blankets before the stage. */
export function concertPoster(width: number, height: number): string {
	const random = randomOf(7);
	const between = (low: number, high: number) => low + random() * (high - low);
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1600 960">
<defs>
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#2b1740"/><stop offset=".38" stop-color="#8e2f4f"/><stop offset=".62" stop-color="#e2603a"/><stop offset=".8" stop-color="#f7b04a"/></linearGradient>
<radialGradient id="glow"><stop offset="0" stop-color="#ffe9a8" stop-opacity=".95"/><stop offset=".5" stop-color="#ffc45e" stop-opacity=".35"/><stop offset="1" stop-color="#ffc45e" stop-opacity="0"/></radialGradient>
<linearGradient id="beam" x1="0" y1="1" x2="0" y2="0"><stop offset="0" stop-color="#fff2c9" stop-opacity=".5"/><stop offset="1" stop-color="#fff2c9" stop-opacity="0"/></linearGradient>
</defs>
<rect width="1600" height="960" fill="url(#sky)"/>
${list(70, () => `<circle cx="${n(between(0, 1600))}" cy="${n(between(0, 330))}" r="${n(between(1, 2.6))}" fill="#ffe9c9" opacity="${n(between(0.3, 0.9))}"/>`)}
<circle cx="1050" cy="640" r="430" fill="url(#glow)"/><circle cx="1050" cy="640" r="150" fill="#ffe3a1"/>
<path d="M0 640q180-70 340-40t300-20 320 10 320-30 320 40V960H0z" fill="#5d1f3f"/>
<path d="M0 690q240-50 460-20t420-10 380 0 340-20V960H0z" fill="#3c1433"/>
${acacia(250, 700, 1.25)}${acacia(1380, 690, 1.0)}${acacia(1510, 706, 0.65)}
${stage()}
<g>${list(4, (i) => `<path d="M${640 + i * 100} 560L${420 + i * 170} 60h90z" fill="url(#beam)"/>`)}</g>
<path d="M0 790q400-40 800-18t800-14V960H0z" fill="#22091f"/>
${list(46, (i) => person(n(20 + i * 35 + between(-10, 10)), n(between(800, 842)), between(0.8, 1.15), random))}
<path d="M0 872q400-30 800-12t800-10V960H0z" fill="#22091f"/>
${list(9, (i) => blanket(-20 + i * 196, i % 2 ? 872 : 908, i))}
${list(9, (i) => person(n(70 + i * 196), i % 2 ? 862 : 896, 0.62, () => 0.9))}
${bunting()}
</svg>`;
}

function acacia(x: number, y: number, scale: number): string {
	return `<g transform="translate(${x} ${y}) scale(${scale})" fill="#190716"><path d="M-10 20q6-90-14-150l-66-62 8-8 64 48-6-66 12-2 12 76 62-70 9 7-62 86q-8 60 2 141z"/><ellipse cx="-70" cy="-196" rx="120" ry="30"/><ellipse cx="70" cy="-206" rx="130" ry="28"/><ellipse cx="0" cy="-236" rx="130" ry="30"/></g>`;
}

function stage(): string {
	const bulbs = list(
		25,
		(i) =>
			`<circle cx="${560 + i * 20}" cy="${n(548 + 22 * Math.sin((i / 24) * Math.PI))}" r="4.5" fill="#ffe9a8"/>`,
	);
	const speakers = [540, 1016]
		.map(
			(x) =>
				`<g><rect x="${x}" y="640" width="54" height="130" rx="5" fill="#12050f"/>${list(3, (i) => `<circle cx="${x + 27}" cy="${664 + i * 40}" r="15" fill="#3c1433"/><circle cx="${x + 27}" cy="${664 + i * 40}" r="6" fill="#e2603a"/>`)}</g>`,
		)
		.join('');
	return `<g><path d="M540 560L800 470l270 90v18H540z" fill="#190716"/><path d="M560 578h490v196H560z" fill="#4a1538"/><path d="M560 578h490v60H560z" fill="#7d2747"/>${bulbs}
<rect x="520" y="762" width="570" height="30" fill="#12050f"/>${speakers}
${player(690, 764)}${player(805, 764)}${player(925, 764)}
<g transform="translate(742 764)"><ellipse cx="0" cy="-30" rx="17" ry="7" fill="#f7b04a"/><path d="M-17-30l6 30h22l6-30q-17 10-34 0z" fill="#e2603a"/></g></g>`;
}

/** Somebody with a guitar. */
function player(x: number, y: number): string {
	return `<g transform="translate(${x} ${y})" fill="#12050f"><circle cx="0" cy="-104" r="15"/><path d="M-17-84q17-10 34 0l8 44-14 2 2 38H-13l2-38-14-2z"/><path d="M-34-34l76-38 3 6-74 40z" fill="#f7b04a"/><ellipse cx="-18" cy="-40" rx="18" ry="13" transform="rotate(-26 -18 -40)" fill="#e2603a"/></g>`;
}

function blanket(x: number, y: number, i: number): string {
	const [base, stripe] = [
		['#b4441a', '#f7b04a'],
		['#0d5c5a', '#f3d27a'],
		['#8e2f4f', '#f7b04a'],
		['#e2603a', '#22091f'],
	][i % 4]!;
	return `<g transform="translate(${x} ${y}) skewX(-24)"><rect width="150" height="44" rx="4" fill="${base}"/>${list(5, (k) => `<rect x="${14 + k * 28}" width="10" height="44" fill="${stripe}"/>`)}</g>`;
}

/** From behind; some raise their arms. */
function person(x: number, y: number, scale: number, random: () => number): string {
	const arms = random() < 0.45 ? '<path d="M-15 14L-30-34l8-3 16 44zM15 14L30-38l-8-3L6 6z"/>' : '';
	const hair = random() < 0.4 ? '<circle cx="0" cy="-18" r="20"/>' : '<circle cx="0" cy="-12" r="14"/>';
	return `<g transform="translate(${x} ${y}) scale(${n(scale)})" fill="#12050f">${hair}${arms}<path d="M-24 130V26Q-22 4 0 4t24 22v104z"/></g>`;
}

function bunting(): string {
	const tones = ['#f7b04a', '#e2603a', '#0d8f86', '#f3e7d3'];
	const flags = list(27, (i) => {
		const t = i / 26;
		const [x, y] = [t * 1600, 40 + 96 * 4 * t * (1 - t)];
		return `<path d="M${n(x - 22)} ${n(y)}h44l-22 46z" fill="${tones[i % 4]}"/>`;
	});
	return `<path d="M0 40Q800 232 1600 40" fill="none" stroke="#f3e7d3" stroke-width="3"/>${flags}`;
}
