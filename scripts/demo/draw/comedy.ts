import { list, n } from './random.ts';

/** A comedy night as a cut-paper poster: one microphone in a spotlight, a laughing mouth, the old town's arches. */
export function comedyPoster(width: number, height: number): string {
	const rays = list(18, (i) => {
		const [a, b] = [(i * 2 * Math.PI) / 18, ((i + 0.5) * 2 * Math.PI) / 18];
		return `<path d="M800 470L${n(800 + 1300 * Math.cos(a))} ${n(470 + 1300 * Math.sin(a))} ${n(800 + 1300 * Math.cos(b))} ${n(470 + 1300 * Math.sin(b))}z" fill="#f4b942"/>`;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1600 960">
<rect width="1600" height="960" fill="#f0a021"/>${rays}
<circle cx="800" cy="470" r="392" fill="#fff4dc"/>
${arches()}
${face()}
${microphone()}
${list(9, (i) => laugh(i))}
</svg>`;
}

/** Doors and windows of the coast, to both sides. */
function arches(): string {
	const door = (x: number, y: number, w: number, h: number, fill: string, panel: string) =>
		`<path d="M${x} ${y + h}V${y + w / 2}q0-${w * 0.2} ${w / 2}-${w / 2}q${w / 2} ${w * 0.3} ${w / 2} ${w / 2}V${y + h}z" fill="${fill}"/><path d="M${x + 22} ${y + h}V${y + w / 2 + 14}q0-${w * 0.14} ${w / 2 - 22}-${w / 2 - 32}q${w / 2 - 22} ${w * 0.2} ${w / 2 - 22} ${w / 2 - 32}V${y + h}z" fill="${panel}"/><path d="M${x + w / 2 - 4} ${y + 44}h8V${y + h}h-8z" fill="${fill}"/>${list(4, (i) => `<circle cx="${x + w / 2 - 34}" cy="${y + w / 2 + 60 + i * 74}" r="9" fill="${fill}"/><circle cx="${x + w / 2 + 34}" cy="${y + w / 2 + 60 + i * 74}" r="9" fill="${fill}"/>`)}`;
	return `<g><path d="M0 300h330v660H0z" fill="#0c6b6e"/><path d="M1270 260h330v700h-330z" fill="#0c6b6e"/>
<path d="M0 280h350v40H0zM1250 240h350v40h-350z" fill="#084a4f"/>
${list(9, (i) => `<path d="M${i * 40 - 6} 280q20-52 40 0z" fill="#084a4f"/><path d="M${1244 + i * 40} 240q20-52 40 0z" fill="#084a4f"/>`)}
${door(60, 470, 210, 490, '#fff4dc', '#c8402b')}${door(1330, 430, 210, 530, '#fff4dc', '#c8402b')}
${list(3, (i) => `<rect x="${62 + i * 76}" y="352" width="54" height="78" rx="27" fill="#f4b942"/><rect x="${1332 + i * 76}" y="312" width="54" height="78" rx="27" fill="#f4b942"/>`)}</g>`;
}

/** A face that laughs so much that only eyes and mouth are left. */
function face(): string {
	return `<g><path d="M560 395q46-74 106-6" fill="none" stroke="#20303c" stroke-width="30" stroke-linecap="round"/><path d="M934 389q60-68 106 6" fill="none" stroke="#20303c" stroke-width="30" stroke-linecap="round"/>
<path d="M516 290q60-60 140-36M944 254q80-24 140 36" fill="none" stroke="#20303c" stroke-width="20" stroke-linecap="round"/>
<path d="M540 520h520q-10 300-260 300T540 520z" fill="#c8402b"/><path d="M566 520h468q-2 40-12 76H578q-10-36-12-76z" fill="#fffdf6"/>
${list(7, (i) => `<path d="M${632 + i * 56} 520v76" stroke="#e9d9bb" stroke-width="5"/>`)}
<path d="M640 756q40-90 160-90t160 90q-64 64-160 64t-160-64z" fill="#f08a7b"/>
<path d="M470 470q-30 54 0 74 36-14 20-66zM1130 470q30 54 0 74-36-14-20-66z" fill="#2f9fb0"/></g>`;
}

/** Held into the picture, before everything else. */
function microphone(): string {
	return `<g transform="translate(1130 700) rotate(-38)"><rect x="-34" y="40" width="68" height="420" rx="30" fill="#20303c"/><rect x="-20" y="60" width="14" height="380" rx="7" fill="#3f5566"/><rect x="-52" y="6" width="104" height="54" rx="16" fill="#f4b942"/><circle cx="0" cy="-62" r="92" fill="#3f5566"/><clipPath id="head"><circle cx="0" cy="-62" r="92"/></clipPath><g clip-path="url(#head)" stroke="#8fa6b5" stroke-width="6">${list(9, (i) => `<path d="M${-100 + i * 25}-170v220M-100 ${-160 + i * 25}h200"/>`)}</g><path d="M-92-62h184" stroke="#20303c" stroke-width="12"/></g>`;
}

/** Bursts of laughter around the circle. */
function laugh(i: number): string {
	const a = Math.PI * (0.93 + i * 0.1425);
	const [x, y] = [800 + 470 * Math.cos(a), 470 + 420 * Math.sin(a)];
	const turn = n((a * 180) / Math.PI + 90);
	return `<path d="M-9 22L-15-34q15-22 30 0L9 22z" transform="translate(${n(x)} ${n(y)}) rotate(${turn})" fill="${i % 2 ? '#c8402b' : '#fff4dc'}"/>`;
}
