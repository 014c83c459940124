import { type ParseArgsConfig, parseArgs } from 'node:util';
import { PassaError } from '#shared/errors.ts';

/** Reads a command's flags. Refuses unknown and empty flags, and names those that exist. */
export function readFlags<T extends NonNullable<ParseArgsConfig['options']>>(options: T) {
	try {
		const { values } = parseArgs({ options, strict: true });
		const empty = Object.entries(values).find(([, value]) => value === '');
		if (empty) throw new Error(`--${empty[0]} must not be empty`);
		return values;
	} catch (cause) {
		const known = Object.keys(options).map((name) => `--${name}`);
		const { message } = cause as Error;
		throw new PassaError('FLAGS_INVALID', `${message.split(/\.? ?\n|\. /)[0]}. Known: ${known.join(' ')}`, {
			cause,
		});
	}
}

/** A whole number from a flag, within bounds. */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
	const value = Number(text);
	if (!/^\d+$/.test(text) || value < min || value > max) {
		throw new PassaError('FLAGS_INVALID', `--${name} must be a whole number from ${min} to ${max}`);
	}
	return value;
}
