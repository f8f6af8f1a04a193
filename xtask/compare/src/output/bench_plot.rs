//! The plot of a workload: time of a step by size.

use plotters::drawing::DrawingAreaErrorKind;
use plotters::prelude::*;

use super::number_format::{thousands, time};
use crate::bench_results::{Point, Workload};

/// The width and height of a plot, in pixels.
const SIZE: (u32, u32) = (560, 300);
/// Colors that are easy to tell apart and readable on both white and black. The learner's comes first.
const COLORS: [RGBColor; 6] = [
    RGBColor(0xc9, 0x7f, 0x00),
    RGBColor(0x00, 0x8a, 0xab),
    RGBColor(0x8e, 0x5b, 0xd0),
    RGBColor(0x2e, 0x99, 0x4f),
    RGBColor(0xcc, 0x44, 0x66),
    RGBColor(0x80, 0x80, 0x80),
];

pub(super) type PlotError = DrawingAreaErrorKind<std::io::Error>;

/// Returns the color of a contender's line.
pub(super) fn color(at: usize) -> String {
    let RGBColor(red, green, blue) = COLORS[at % COLORS.len()];
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The smallest ratio between the ends of the axis of times, so that noise does not look like growth.
const MIN_RATIO: f64 = 30.0;

/// Draws a plot as an `svg` element with logarithmic axes, or returns an empty string if there is only a single size.
pub(super) fn svg(workload: &Workload) -> Result<String, PlotError> {
    let points = || workload.contenders.iter().flat_map(|of| &of.points);
    let bounds = |of: &dyn Fn(&Point) -> f64| {
        points().map(of).fold((f64::INFINITY, 0.0_f64), |(least, most), value| (least.min(value), most.max(value)))
    };
    let ((from, to), (least, most)) = (bounds(&|point| point.size as f64), bounds(&|point| point.median));
    // Centers the lines if they need less space.
    let margin = (MIN_RATIO / (most / least)).sqrt().max(1.5);
    let mut svg = String::new();
    if from >= to {
        return Ok(svg);
    }
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin(10)
            .margin_right(40)
            .x_label_area_size(45)
            .y_label_area_size(70)
            .build_cartesian_2d((from..to).log_scale(), (least / margin..most * margin).log_scale())?;
        chart
            .configure_mesh()
            .disable_mesh()
            .y_labels(5)
            .x_desc("size")
            .y_desc("time of a step")
            .x_label_formatter(&|size| thousands(size.round() as u64))
            .y_label_formatter(&|ns| time(*ns))
            .label_style(("sans-serif", 15))
            .draw()?;
        for (contender, color) in workload.contenders.iter().zip(COLORS.iter().cycle()) {
            let points = contender.points.iter().map(|point| (point.size as f64, point.median));
            chart.draw_series(LineSeries::new(points.clone(), color.stroke_width(3)))?;
            chart.draw_series(points.map(|at| Circle::new(at, 5, color.filled())))?;
        }
        area.present()?;
    }
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench_results::tests::results;

    #[test]
    fn a_plot_has_a_line_for_each_contender() {
        let svg = svg(&results().workloads[0]).expect("the plot can be drawn");
        for at in 0..3 {
            let line = format!("stroke=\"{}\"", color(at).to_uppercase());
            assert_eq!(svg.matches(&line).count(), 1, "{line}: {svg}");
        }
        assert!(svg.contains("1 000 000") && svg.contains("time of a step"), "{svg}");
    }
}
