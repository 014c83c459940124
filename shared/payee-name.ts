/** Letters of other scripts that are drawn as those of our name. NFKD knows none of them. */
const drawnAs: Record<string, string> = {
	...Object.fromEntries([...'рРρΡϱᴘƿⲣⲢ'].map((letter) => [letter, 'p'])),
	...Object.fromEntries([...'аАαΑɑᴀⲁⲀ'].map((letter) => [letter, 'a'])),
	...Object.fromEntries([...'ѕЅꜱƽՏႽ'].map((letter) => [letter, 's'])),
};

/** Letters as they look, without marks and without what is not drawn. */
const looks = (name: string): string =>
	[...name.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '')]
		.map((letter) => drawnAs[letter] ?? letter)
		.join('');

/**
 * Whether a payee's name says Passa. Organizers write these names, and one with our name in it would read as our own words:
 * "Held for Asha by Passa". Only the platform's payee may have it.
 */
export const namesPassa = (name: string): boolean =>
	/(?<![\p{L}\p{N}])passa(?![\p{L}\p{N}])/iu.test(looks(name));
