import type { Attachment } from 'svelte/attachments';

/** Between these, in CSS pixels. The least is still read on a small phone. */
const [least, most] = [18, 400];
/** Words whose size is a smaller part of the place than this are not read from afar: a word without end is broken then. */
const tooSmall = 1 / 14;

/** Sets the largest font size at which an element's words fit into the place that its parent leaves it. */
export const fitText: Attachment<HTMLElement> = (element) => {
	const place = element.parentElement!;
	const fits = (size: number): boolean => {
		element.style.fontSize = `${size}px`;
		return element.scrollHeight <= place.clientHeight && element.scrollWidth <= place.clientWidth;
	};
	const fitWith = (wrap: 'normal' | 'anywhere'): boolean => {
		element.style.overflowWrap = wrap;
		let [small, large] = [least, most];
		while (large - small > 1) {
			const middle = Math.floor((small + large) / 2);
			if (fits(middle)) small = middle;
			else large = middle;
		}
		return fits(small) && small >= Math.min(place.clientHeight, place.clientWidth) * tooSmall;
	};
	const fit = () => {
		if (!fitWith('normal')) fitWith('anywhere');
	};
	const watching = new ResizeObserver(fit);
	watching.observe(place);
	// Its width changes when the font has come.
	void document.fonts.ready.then(fit);
	return () => watching.disconnect();
};
