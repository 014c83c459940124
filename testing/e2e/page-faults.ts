import type { Page } from 'playwright-core';

/** What is wrong with how a page is laid out and read, as sentences; none if all is well. */
export const pageFaults = async (page: Page): Promise<string[]> => [
	...(await page.evaluate(faultsInPage)),
	...(await page.evaluate(wordsBroken)).map((word) => `“${word}” is broken within`),
];

/**
 * Buttons in the server's page that only a script can answer, and that are not disabled: a press before the scripts run
 * would be lost.
 */
export async function deadButtons(page: Page): Promise<string[]> {
	const html = await (await page.request.get(page.url())).text();
	return page.evaluate((text) => {
		const { body } = new DOMParser().parseFromString(text, 'text/html');
		return [...body.querySelectorAll('button')]
			.filter((button) => !button.disabled && (button.type === 'button' || !button.form))
			.map((button) => (button.getAttribute('aria-label') ?? button.textContent).trim());
	}, html);
}

/** Runs in the page. */
function faultsInPage(): string[] {
	const faults = new Set<string>();
	const margin = 12;
	const tooWide = document.documentElement.scrollWidth - innerWidth;
	if (tooWide > 0) faults.add(`it is ${tooWide} px too wide`);
	if (document.querySelector('table:not(.scroll-box table)'))
		faults.add('it has a table without a box that scrolls');
	const titles = document.querySelectorAll('h1').length;
	if (titles !== 1) faults.add(`it has ${titles} headings of the first level`);
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	let before: Text | null = null;
	for (let node = walk.nextNode() as Text | null; node; node = walk.nextNode() as Text | null) {
		const parent = node.parentElement!;
		if (parent.closest('script, style, noscript, [aria-hidden=true]') || node.data === '') continue;
		if (before && joins(before, node))
			faults.add(`“${before.data.trim()}” and “${node.data.trim()}” read as one word`);
		before = node;
		if (node.data.trim() === '' || parent.closest('.sr-only, #svelte-announcer, pre, [tabindex="0"]'))
			continue;
		const range = document.createRange();
		range.selectNodeContents(node);
		for (const { left, right, width } of range.getClientRects())
			if (width > 1 && right > 0 && (left < margin || right > innerWidth - margin))
				faults.add(`“${node.data.trim().slice(0, 40)}” touches the edge`);
		const box = parent.closest('button, a, li, dd, th, td, label')?.getBoundingClientRect();
		const { right } = range.getBoundingClientRect();
		if (box && box.width > 0 && right > box.right + 1 && getComputedStyle(parent).overflow !== 'hidden')
			faults.add(`“${node.data.trim().slice(0, 40)}” runs out of its box`);
	}
	return [...faults];

	/** Whether two texts of one link or button, of which one may be hidden, have nothing between them. */
	function joins(one: Text, other: Text): boolean {
		const owner = one.parentElement!.closest('a, button, summary');
		if (!owner?.contains(other) || owner.hasAttribute('aria-label')) return false;
		if (one.parentElement === other.parentElement) return false;
		const styles = [one, other].map((text) => displaysOf(text, owner));
		const apart = styles.every((displays) => !displays.includes('none'));
		if (
			apart &&
			[...styles.flat(), getComputedStyle(owner).display].some(
				(display) => !display.startsWith('inline') || display === 'inline-flex',
			)
		)
			return false;
		return /[\p{L}\p{N}]$/u.test(one.data) && /^[\p{L}\p{N}]/u.test(other.data);
	}

	/** How the elements between a text and its owner are laid out. */
	function displaysOf(text: Text, owner: Element): string[] {
		const displays: string[] = [];
		for (let at = text.parentElement!; at !== owner; at = at.parentElement!)
			displays.push(getComputedStyle(at).display);
		return displays;
	}
}

/** Runs in the page. Words, codes and numbers that go on in the next line though they are short enough for one. */
function wordsBroken(): string[] {
	const found: string[] = [];
	const range = document.createRange();
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let node = walk.nextNode() as Text | null; node; node = walk.nextNode() as Text | null) {
		const parent = node.parentElement!;
		// Neither what is folded away nor what is not drawn is seen.
		if (parent.closest('script, style, noscript, pre, .sr-only') || !parent.checkVisibility()) continue;
		range.selectNodeContents(node);
		if (lines() < 2) continue;
		for (const { 0: word, index } of node.data.matchAll(/(?<!\S)[^\s\p{Pd}/]{2,13}(?!\S)/gu)) {
			range.setStart(node, index);
			range.setEnd(node, index + word.length);
			if (lines() > 1) found.push(word);
		}
	}
	return [...new Set(found)];

	/** On how many lines the range is seen. */
	function lines(): number {
		const seen = [...range.getClientRects()].filter(({ width }) => width > 1);
		return new Set(seen.map(({ top }) => Math.round(top))).size;
	}
}
