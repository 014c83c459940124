/**
 * Whether a payee's name says Passa. Organizers write these names, and one with our name in it would read as our own words:
 * "Held for Asha by Passa". Only the platform's payee may have it.
 */
export const namesPassa = (name: string): boolean =>
	/(?<![\p{L}\p{N}])passa(?![\p{L}\p{N}])/iu.test(name.normalize('NFKD').replace(/\p{M}/gu, ''));
