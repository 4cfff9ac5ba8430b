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

/// Draws an SVG picture that has no variables.
///
/// # Errors
/// No font of the system has some of the characters, or the picture is too large.
pub(crate) fn png(svg: &str) -> Result<Vec<u8>, Localized> {
    let mut fonts = fontdb::Database::new();
    fonts.load_system_fonts();
    let options = Options { fontdb: Arc::new(fonts), ..Options::default() };
    let broken = |what: &dyn std::fmt::Display| {
        localized!("cannot draw it as PNG: {what}; use `--format svg`", "无法绘制 PNG：{what}；请使用 `--format svg`")
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| broken(&error))?;
    if let Some(missing) = without_font(tree.root()) {
        return Err(localized!(
            "no font on this system has the characters of `{missing}`: install one, for instance Noto Sans CJK \
             (`apt-get install fonts-noto-cjk`), or use `--format svg`",
            "系统中没有字体包含“{missing}”中的字符：请安装字体，例如 Noto Sans CJK（`apt-get install fonts-noto-cjk`），或使用 `--format svg`"
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

/// The first text of which no font has all characters.
fn without_font(root: &Group) -> Option<String> {
    let mut open = vec![root];
    while let Some(group) = open.pop() {
        for node in group.children() {
            match node {
                Node::Group(inner) => open.push(inner),
                Node::Text(text) => {
                    // Without any font nothing is laid out; else a character that no font has is glyph 0.
                    let glyphs = || text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
                    let said: String = text.chunks().iter().map(|chunk| chunk.text()).collect();
                    if !said.trim().is_empty() && (glyphs().next().is_none() || glyphs().any(|glyph| glyph.id.0 == 0)) {
                        return Some(said);
                    }
                }
                _ => {}
            }
        }
    }
    None
}
