import { list, n, randomOf } from './random.ts';

/** A night of jazz: one lamp, a trumpet player on a stage, the city's windows and a moon behind. */
export function nightPoster(width: number, height: number): string {
	const random = randomOf(42);
	const between = (low: number, high: number) => low + random() * (high - low);
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1600 960">
<defs>
<linearGradient id="dark" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#071a2f"/><stop offset=".6" stop-color="#12365a"/><stop offset="1" stop-color="#27506f"/></linearGradient>
<radialGradient id="moonlight"><stop offset="0" stop-color="#f8e6b8" stop-opacity=".5"/><stop offset="1" stop-color="#f8e6b8" stop-opacity="0"/></radialGradient>
<linearGradient id="lamp" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#ffd98a" stop-opacity=".85"/><stop offset="1" stop-color="#ffd98a" stop-opacity=".12"/></linearGradient>
<linearGradient id="brass" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#ffe9a8"/><stop offset="1" stop-color="#d98a1f"/></linearGradient>
</defs>
<rect width="1600" height="960" fill="url(#dark)"/>
${list(90, () => `<circle cx="${n(between(0, 1600))}" cy="${n(between(0, 420))}" r="${n(between(0.8, 2.4))}" fill="#dfe9f5" opacity="${n(between(0.3, 0.9))}"/>`)}
<circle cx="1290" cy="210" r="300" fill="url(#moonlight)"/><circle cx="1290" cy="210" r="92" fill="#f8e6b8"/><circle cx="1262" cy="190" r="14" fill="#e7cf97"/><circle cx="1318" cy="232" r="20" fill="#e7cf97"/><circle cx="1300" cy="168" r="8" fill="#e7cf97"/>
${city(random)}
<path d="M0 700h1600v260H0z" fill="#1c0d16"/>
${list(17, (i) => `<path d="M${i * 100 - 20} 700l${n((i - 8) * 26)} 260h4l${n((8 - i) * 26)}-260z" fill="#2c1522"/>`)}
<path d="M800 0h60l290 760H510z" fill="url(#lamp)"/><path d="M780-6h100l26 60q-76 26-152 0z" fill="#05101d"/>
<ellipse cx="830" cy="772" rx="330" ry="46" fill="#ffd98a" opacity=".38"/>
${player()}
${drums()}${bass()}
${curtain(0)}<g transform="translate(1600 0) scale(-1 1)">${curtain(1)}</g>
${list(15, (i) => head(n(60 + i * 106 + between(-14, 14)), n(between(902, 930)), between(0.9, 1.2)))}
</svg>`;
}

/** Houses with lit windows, and the round tower that everybody in Nairobi knows. */
function city(random: () => number): string {
	const houses = list(19, (i) => {
		const [x, tall, wide] = [i * 86 - 20, 110 + random() * 210, 60 + random() * 40];
		const windows = list(Math.floor(tall / 30), (row) =>
			list(Math.floor(wide / 22), (column) =>
				random() < 0.45
					? `<rect x="${n(x + 8 + column * 21)}" y="${n(700 - tall + 12 + row * 28)}" width="10" height="14" fill="#f7c76a" opacity="${n(0.4 + random() * 0.6)}"/>`
					: '',
			),
		);
		return `<rect x="${n(x)}" y="${n(700 - tall)}" width="${n(wide)}" height="${n(tall)}" fill="#0b2238"/>${windows}`;
	});
	const rings = list(
		9,
		(i) => `<rect x="372" y="${322 + i * 38}" width="96" height="10" rx="5" fill="#f7c76a" opacity=".55"/>`,
	);
	return `${houses}<path d="M364 300h112v400H364z" fill="#0d2a45"/><path d="M352 262q68-46 136 0l-12 38H364z" fill="#0d2a45"/><path d="M416 188h8v60h-8z" fill="#0d2a45"/>${rings}`;
}

/** Somebody with a trumpet, leaning back. */
function player(): string {
	return `<g transform="translate(820 770)"><path d="M-44 0l10-170-30-10 12-120q44-40 92-14l30 128-28 16 24 170h-44L12-150-4 0z" fill="#0a0c16"/><circle cx="14" cy="-352" r="40" fill="#0a0c16"/><path d="M-28-372q40-44 84-6l-4-26q-40-30-72 0z" fill="#7a1f2f"/><path d="M44-262l92-34 6 20-84 46z" fill="#0a0c16"/><path d="M36-292l92-24 6 18-88 30z" fill="#11131f"/>
<g transform="rotate(-17 60 -330)"><rect x="52" y="-338" width="190" height="9" rx="4" fill="url(#brass)"/><path d="M236-340q44-6 74-44v100q-30-38-74-44z" fill="url(#brass)"/><rect x="110" y="-332" width="70" height="30" rx="14" fill="none" stroke="url(#brass)" stroke-width="8"/>${list(3, (i) => `<rect x="${122 + i * 18}" y="-358" width="10" height="52" rx="3" fill="url(#brass)"/>`)}</g></g>`;
}

function drums(): string {
	return `<g transform="translate(560 772)" fill="#0a0c16"><ellipse cx="0" cy="-50" rx="62" ry="58" fill="#7a1f2f"/><ellipse cx="0" cy="-50" rx="48" ry="44" fill="#e8dcc2"/><rect x="-104" y="-96" width="58" height="40" rx="6" fill="#7a1f2f"/><ellipse cx="-75" cy="-96" rx="29" ry="8" fill="#e8dcc2"/><ellipse cx="96" cy="-146" rx="52" ry="7" transform="rotate(-12 96 -146)" fill="url(#brass)"/><path d="M94-144l4 144h6l-4-144z"/><circle cx="-14" cy="-196" r="28"/><path d="M-46-166q34-22 66 0l12 84h-88z"/><path d="M14-150l70-8 2 10-68 18z"/></g>`;
}

function bass(): string {
	return `<g transform="translate(1090 772)"><path d="M34-330l10-2 12 150-14 2z" fill="#3a1a12"/><path d="M52-190q44 6 38 56 26 26 8 78-16 52-58 56-46-2-52-56-4-52 24-72-14-54 40-62z" fill="#a4501f"/><path d="M50-150l4 110" stroke="#2b120c" stroke-width="3"/><g fill="#0a0c16"><circle cx="-6" cy="-280" r="32"/><path d="M-42-244q36-24 72 2l10 110-14 132h-34l-4-110-14 110h-34l-2-140z"/><path d="M16-226l40-6 4 16-38 20z"/></g></g>`;
}

function curtain(side: number): string {
	const folds = ['#5c1226', '#7a1f2f', '#6a172a', '#85283a'];
	return list(
		5,
		(i) =>
			`<path d="M${i * 46 - 10} 0h52q-8 400 ${n(6 - i * 9)} 780h-60q${n(26 - i * 4)}-420 8-780z" fill="${folds[(i + side) % 4]}"/>`,
	);
}

const head = (x: number, y: number, scale: number): string =>
	`<g transform="translate(${x} ${y}) scale(${n(scale)})" fill="#0a0611"><circle cx="0" cy="-26" r="27"/><path d="M-52 60q4-62 52-62t52 62z"/></g>`;
