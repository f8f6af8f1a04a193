//! The plot of a learning curve as an `svg` element.

use std::error::Error;

use plotters::prelude::*;
use xtask::store::learning_curve::LearningCurve;

/// The width and height in SVG units. The browser scales the plot to the width of the page.
const SIZE: (u32, u32) = (800, 300);
/// The color of the curve. The style sheet in `templates/learning_curves.html` selects the curve by this color.
const CURVE_COLOR: RGBColor = RGBColor(0x0a, 0x7d, 0x3c);

/// Plots stages over minutes of work.
pub fn render(curve: &LearningCurve) -> Result<String, Box<dyn Error>> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin(10)
            .x_label_area_size(45)
            .y_label_area_size(50)
            .build_cartesian_2d(0.0..curve.minutes(), 0.0..curve.stages as f64)?;
        chart
            .configure_mesh()
            .disable_mesh()
            .x_desc("minutes of work")
            .y_desc("stages")
            .y_labels(curve.stages + 1)
            .x_label_formatter(&|minutes| format!("{minutes:.0}"))
            .y_label_formatter(&|stages| format!("{stages:.0}"))
            .label_style(("sans-serif", 16))
            .draw()?;
        chart.draw_series(LineSeries::new(curve.corners(), CURVE_COLOR.stroke_width(3)))?;
        area.present()?;
    }
    Ok(svg)
}
