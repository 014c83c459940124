import { randomInt } from 'node:crypto';
import { behaviourOf } from '#relayer/simulators/mpesa/behaviours.ts';

/**
 * A random Kenyan number for which the simulator pays. Each purchase uses a new one, since a phone gets only a few
 * prompts. Never a number for which the simulator misbehaves.
 */
export function randomPhone(random: () => number = () => randomInt(10 ** 8)): string {
	for (;;) {
		const phone = `2547${String(random()).padStart(8, '0')}`;
		if (behaviourOf(phone, 0) === 'pay') return phone;
	}
}
