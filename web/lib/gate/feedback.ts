/** What staff hear and feel without looking: one high tone for a yes, two low ones for a no, three short ones for "look". */
const tones = { admit: [880], refuse: [220, 196], ask: [523, 523, 523] } as const;
const shakes = { admit: [60], refuse: [250, 80, 250], ask: [80, 60, 80, 60, 80] } as const;
const toneSeconds = { admit: 0.14, refuse: 0.26, ask: 0.1 } as const;

export type Signal = keyof typeof tones;

let audio: AudioContext | null = null;

/** Browsers play nothing before a person has pressed something. */
export function allowSound(): void {
	audio ??= new AudioContext();
	void audio.resume();
}

export function signal(kind: Signal): void {
	navigator.vibrate?.([...shakes[kind]]);
	if (audio?.state !== 'running') return;
	const length = toneSeconds[kind];
	for (const [i, frequency] of tones[kind].entries()) {
		const [tone, volume] = [audio.createOscillator(), audio.createGain()];
		const begins = audio.currentTime + i * (length + 0.05);
		tone.frequency.value = frequency;
		volume.gain.value = 0.25;
		tone.connect(volume).connect(audio.destination);
		tone.start(begins);
		tone.stop(begins + length);
	}
}
