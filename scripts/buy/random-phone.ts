import { randomInt } from 'node:crypto';
import { behaviourOf } from '#relayer/simulators/mpesa/behaviours.ts';

/**
 * A Kenyan number from which the simulator pays: a new one each time, since a phone gets few prompts in a while, and
 * none of those for which the simulator misbehaves.
 */
export function randomPhone(random: () => number = () => randomInt(10 ** 8)): string {
	for (;;) {
		const phone = `2547${String(random()).padStart(8, '0')}`;
		if (behaviourOf(phone, 0) === 'pay') return phone;
	}
}
