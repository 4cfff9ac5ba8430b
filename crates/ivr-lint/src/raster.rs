//! A picture as PNG, with the fonts of the system.

use std::sync::Arc;

use ivr_flow::{Localized, localized};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Group, Node, Options, Tree, fontdb};

/// The maximum number of points of a picture; larger ones are drawn smaller.
const MOST_POINTS: f32 = 60e6;
/// The scale of pictures that are small enough, for sharp texts, and that at which nothing can be read any more.
const SHARP: f32 = 2.0;
const LEAST: f32 = 0.25;

/// Fonts without serifs that systems have, those with Chinese characters first.
const FAMILIES: [&str; 11] = [
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Segoe UI",
    "Helvetica",
    "Arial",
    "DejaVu Sans",
];

/// Draws an SVG picture that has no variables.
///
/// # Errors
/// No font of the system has some of the characters, or the picture is too large.
pub(crate) fn png(svg: &str) -> Result<Vec<u8>, Localized> {
    let mut fonts = fontdb::Database::new();
    fonts.load_system_fonts();
    draw(svg, fonts)
}

fn draw(svg: &str, mut fonts: fontdb::Database) -> Result<Vec<u8>, Localized> {
    let families = || fonts.faces().filter_map(|face| face.families.first());
    let known = FAMILIES.iter().find_map(|family| families().find(|(name, _)| name == family));
    let family = known.or_else(|| families().next());
    let mut options = Options::default();
    if let Some((family, _)) = family.cloned() {
        fonts.set_sans_serif_family(&family);
        options.font_family = family;
    }
    options.fontdb = Arc::new(fonts);
    let broken = |what: &dyn std::fmt::Display| {
        localized!("cannot draw it as PNG: {what}; use `--format svg`", "无法绘制 PNG：{what}；请使用 `--format svg`")
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| broken(&error))?;
    let (texts, missing) = texts(tree.root());
    if let Some(missing) = missing {
        return Err(localized!(
            "no font on this system has the characters of `{missing}`: install one, for instance Noto Sans CJK \
             (`apt-get install fonts-noto-cjk`), or use `--format svg`",
            "系统中没有字体包含“{missing}”中的字符：请安装字体，例如 Noto Sans CJK（`apt-get install \
             fonts-noto-cjk`），或使用 `--format svg`"
        ));
    }
    // Texts for which there is no font at all are left out.
    if texts == 0 && svg.contains("<text") {
        return Err(localized!(
            "this system has no fonts: install one, for instance Noto Sans CJK (`apt-get install fonts-noto-cjk`), or use \
             `--format svg`",
            "系统中没有字体：请安装字体，例如 Noto Sans CJK（`apt-get install fonts-noto-cjk`），或使用 `--format svg`"
        ));
    }
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = SHARP.min((MOST_POINTS / (width * height)).sqrt());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by the scale")]
    let points = |length: f32| (length * scale).ceil() as u32;
    let pixmap = if scale < LEAST { None } else { Pixmap::new(points(width), points(height)) };
    let Some(mut pixmap) = pixmap else {
        return Err(localized!(
            "the picture is too large for PNG: use `--format svg`",
            "图片过大，无法保存为 PNG：请使用 `--format svg`"
        ));
    };
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| broken(&error))
}

/// How many texts there are, and the first of which no font has all characters.
fn texts(root: &Group) -> (usize, Option<String>) {
    let (mut count, mut missing) = (0, None);
    let mut open = vec![root];
    while let Some(group) = open.pop() {
        for node in group.children() {
            match node {
                Node::Group(inner) => open.push(inner),
                Node::Text(text) => {
                    count += 1;
                    // A character that no font has is glyph 0.
                    let mut glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
                    if missing.is_none() && glyphs.any(|glyph| glyph.id.0 == 0) {
                        missing = Some(text.chunks().iter().map(|chunk| chunk.text()).collect());
                    }
                }
                _ => {}
            }
        }
    }
    (count, missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><style>text { font-family: "No Such", sans-serif; }</style><text y="15">开</text></svg>"#;

    #[test]
    fn a_system_without_fonts_is_told_so() {
        let error = draw(SVG, fontdb::Database::new()).expect_err("no fonts");
        assert!(error.en.contains("no fonts") && error.zh.contains("没有字体"), "{error:?}");
    }

    #[test]
    fn a_picture_that_nobody_can_hold_is_refused() {
        let large = r#"<svg xmlns="http://www.w3.org/2000/svg" width="900000" height="900000"/>"#;
        let error = draw(large, fontdb::Database::new()).expect_err("too large");
        assert!(error.en.contains("too large"), "{error:?}");
    }
}
