import { randomInt } from 'node:crypto';
import type { Behaviour } from '#relayer/simulators/mpesa/behaviours.ts';
import type { PassaFile } from '#scripts/passa-file.ts';

/** A number that nobody used before, so that limits of tries do not count: the simulator pays for it. */
export const freshPhone = (): string => `0712${String(randomInt(1_000_000)).padStart(6, '0')}`;

/** What the simulator does with a push to this number: relayer/simulators/README.md. */
export const underpayingPhone = '254799000008';

/** A number that nobody used before, and with which the simulator does so. */
export async function phoneThat(passa: PassaFile, behaviour: Behaviour): Promise<string> {
	const phone = freshPhone();
	await behave(passa, phone, behaviour);
	return phone;
}

export async function behave({ simulators }: PassaFile, number: string, behaviour: Behaviour): Promise<void> {
	const answer = await fetch(`${simulators!.mpesa!.control}/behaviour`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ phone: `254${number.slice(1)}`, behaviour }),
	});
	if (!answer.ok) throw new Error(`the simulator answers HTTP ${answer.status}`);
}
